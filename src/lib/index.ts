export { ManualClock } from './base/clock.ts';
export { AnalysisError, RuntimeError, UsageError, XptoError } from './base/errors.ts';
export * as functions from './dataframe/functions.ts';
export { Column } from './dataframe/column.ts';
export { DataFrame } from './dataframe/dataframe.ts';
export { Session } from './dataframe/session.ts';
