/** How far an answer was read: what it takes to go on with it over another connection. */
export interface Place {
  readonly streamId: string;
  /** The id of the answer in the stored conversation. */
  readonly messageId: string;
  /** The last event that was seen; 0 where it is to be read from its beginning. */
  readonly lastId: number;
}
