import { html, nothing, type TemplateResult } from 'lit';

import type { Failure } from '../conversation/failure.ts';
import type { Translate } from '../texts.ts';
import { menuIcon } from './tool-icons.ts';

/** What can be done with the conversation; what is absent is not on offer. */
export interface MenuView {
  readonly t: Translate;
  readonly onNew: () => void;
  readonly onMarkdown?: (() => void) | undefined;
  readonly onJson?: (() => void) | undefined;
  readonly onPrint?: (() => void) | undefined;
  readonly onDelete: () => void;
  /** Whether the visitor is asked if everything is to be deleted. */
  readonly isAsking: boolean;
  /** Whether it is being deleted: nothing but to break that off is on offer. */
  readonly isErasing: boolean;
  /** Why it could not be. */
  readonly failure: Failure | undefined;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** The button in the header, and what it opens: closed with Escape, by choosing, and when the focus goes elsewhere. */
export function menu(view: MenuView): TemplateResult {
  const { t, onNew, onMarkdown, onJson, onPrint, onDelete, isAsking, isErasing, onCancel } = view;
  const items: readonly (readonly [string, (() => void) | undefined])[] = [
    [t('newConversation'), onNew],
    [t('downloadMarkdown'), onMarkdown],
    [t('downloadJson'), onJson],
    [t('print'), onPrint],
  ];
  return html`<details
    class="menu"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !(event.currentTarget as HTMLDetailsElement).open) return;
      event.stopPropagation();
      close(event);
      onCancel();
    }}
    @focusout=${({ currentTarget, relatedTarget }: FocusEvent) => {
      const details = currentTarget as HTMLDetailsElement;
      if (!relatedTarget || details.contains(relatedTarget as Node)) return;
      // What is being done stays in sight.
      if (isErasing) return;
      details.open = false;
      onCancel();
    }}
  >
    <summary class="tool" part="menu-button" aria-label=${t('menu')}>${menuIcon}</summary>
    <div class="items" part="menu" tabindex="-1">
      ${
        isAsking
          ? question(view)
          : html`${items.map(([label, act]) => (act ? item(label, act) : nothing))}
            ${item(t('deleteConversation'), onDelete, false)}`
      }
    </div>
  </details>`;
}

function item(label: string, act: () => void, closes = true): TemplateResult {
  const choose = (event: Event): void => {
    if (closes) close(event);
    act();
  };
  return html`<button class="item" part="menu-item" type="button" @click=${choose}>${label}</button>`;
}

function question({ t, isErasing, failure, onConfirm, onCancel }: MenuView): TemplateResult {
  return html`<div
    class="question"
    role="alertdialog"
    aria-label=${t('deleteConversation')}
    aria-describedby="question"
  >
    <p id="question" dir="auto">${isErasing ? t('waiting') : t('deleteConfirm')}</p>
    ${failure ? html`<p class="refusal" dir="auto">${failure.sentence ?? t(`failure.${failure.code}`)}</p>` : nothing}
    <div class="row">
      <button class="plain cancel" type="button" @click=${() => onCancel()}>${t('cancel')}</button>
      <button class="plain" part="delete-button" type="button" ?disabled=${isErasing} @click=${() => onConfirm()}>
        ${t('deleteConversation')}
      </button>
    </div>
  </div>`;
}

/** The focus is back on the button, unless it is taken elsewhere. */
function close({ currentTarget }: Event): void {
  const details = (currentTarget as Element).closest('details');
  if (!details) return;
  details.open = false;
  details.querySelector('summary')?.focus();
}
