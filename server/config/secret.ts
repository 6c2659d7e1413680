/** The shortest secret, in characters. */
const MIN_LENGTH = 32;

/** How many different characters a secret has at least: 32 random hexadecimal digits nearly always have 12 or more. */
const MIN_DIFFERENT = 8;

/** What people leave in their configuration, or type to be done with it; without what is neither letter nor digit. */
const KNOWN =
  /changeme|changethis|replaceme|replacethis|yoursecret|yourkey|mysecret|supersecret|verysecret|topsecret|secretkey|secretsecret|password|passwort|placeholder|inserthere|exampleexample|testsecret|0123456789|1234567890|abcdefghij|qwertyuiop/;

/** The same few characters again and again. */
const REPEATED = /^(.{1,16}?)\1+.{0,15}$/s;

/** @returns what is wrong with a secret that keys are made of; `undefined` where it is good as far as one can see. */
export function secretFault(secret: string): string | undefined {
  if (secret.length < MIN_LENGTH) return `must have at least ${MIN_LENGTH} characters`;
  const { size } = new Set(secret);
  if (size < MIN_DIFFERENT || REPEATED.test(secret)) return 'must not be the same few characters again and again';
  if (KNOWN.test(secret.toLowerCase().replaceAll(/[^a-z\d]/g, ''))) return 'must not be one that others know';
  return undefined;
}
