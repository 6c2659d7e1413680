import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What a page with `require-trusted-types-for 'script'` has to list in `trusted-types`. */
const POLICY_NAME = 'smail-chat';

/** The one place where Lit makes its policy: `trustedTypes.createPolicy("lit-html", {createHTML: s => s})`, minified. */
const LIT_POLICY = /([\w$]+)\.createPolicy\("lit-html",(\{createHTML:([\w$]+)=>\3\})\)/g;

/**
 * Gives Lit's Trusted Types policy our name, so that a page allows our templates without allowing everybody's, and so that
 * another copy of Lit can have `lit-html` for itself: a name can be taken once, unless the page says `'allow-duplicates'`.
 *
 * The policy is made with the first template, not when the script is evaluated: a second copy of our own script, from a tag
 * that was pasted twice, draws nothing and so asks for no name that is taken.
 *
 * The build fails if there is not exactly one policy of Lit's to rename: then Lit has changed, and this has to follow.
 */
export function trustedTypesPolicy(): Plugin {
  return {
    name: 'trusted-types-policy',
    setup(build) {
      let renamed = 0;
      build.onStart(() => {
        renamed = 0;
      });
      build.onLoad({ filter: /[\\/]lit-html[\\/]lit-html\.js$/ }, async ({ path }) => {
        const contents = (await readFile(path, 'utf8')).replaceAll(LIT_POLICY, (_match, factory, rules) => {
          renamed += 1;
          return makeOnFirstUse(`${factory}.createPolicy(${JSON.stringify(POLICY_NAME)},${rules})`);
        });
        return { contents, loader: 'js' };
      });
      build.onEnd(() => {
        if (renamed === 1) return undefined;
        return {
          errors: [{ text: `Lit's Trusted Types policy is to be renamed once; it was found ${renamed} times.` }],
        };
      });
    },
  };
}

/** The policy stays in a closure: whoever could reach it could make any text into HTML. */
function makeOnFirstUse(policy: string): string {
  return `(policy=>({createHTML:html=>(policy??=${policy}).createHTML(html)}))()`;
}
