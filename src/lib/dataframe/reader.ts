import type { DataFrame } from './dataframe.ts';
import type { Session } from './session.ts';

/** `session.read`: frames of what is there already. */
export class DataFrameReader {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A view, or the table of a query that writes to memory. */
  table(tableName: string): DataFrame {
    return this.#session.table(tableName);
  }
}
