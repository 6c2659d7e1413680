/** The answer of a rule that would be another one if the line went on. Nothing of such a line is shown. */
export const UNDECIDED = Symbol('undecided');
export type Undecided = typeof UNDECIDED;
