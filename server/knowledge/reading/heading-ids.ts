/** The ids that GitHub gives to the headings of a Markdown document, which site generators have taken over. */
export class HeadingIds {
  readonly #taken = new Map<string, number>();

  /** @returns the id of the next heading: its letters in lower case, blanks as hyphens, a number where it came before. */
  of(heading: string): string {
    const id = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-');
    let unique = id;
    let count = this.#taken.get(id) ?? 0;
    while (this.#taken.has(unique)) unique = `${id}-${++count}`;
    this.#taken.set(id, count).set(unique, this.#taken.get(unique) ?? 0);
    return unique;
  }
}
