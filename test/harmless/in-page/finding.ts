/** Something that a hostile text has achieved. */
export interface Finding {
  /** The case's. */
  readonly id: number;
  readonly fault: string;
}
