/** The shape of a recorded case; see the README beside the recordings. */
export interface Case {
  readonly name: string;
  readonly source: Steps;
  readonly right?: Steps;
  readonly static?: { readonly schema: SchemaText; readonly rows: readonly JsonRow[] };
  readonly conf?: Readonly<Record<string, string>>;
  readonly plan: readonly Op[];
  readonly outputMode: string;
  readonly expect: Expectation;
}

/** Column names and their types as DDL. */
export type SchemaText = Readonly<Record<string, string>>;
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonRow = Readonly<Record<string, Json>>;

export interface Steps {
  readonly schema: SchemaText;
  readonly steps: readonly (readonly JsonRow[])[];
}

export type Literal = string | number | boolean | null | { readonly double: number };

export type Expr = { readonly as?: string } & (
  | { readonly col: string }
  | { readonly lit: Literal }
  | {
      readonly fn: string;
      readonly args?: readonly Expr[];
      readonly to?: string;
      readonly size?: string;
      readonly slide?: string;
      readonly start?: string;
      readonly gap?: string;
    }
);

export type Op =
  | { readonly op: 'select'; readonly exprs: readonly Expr[] }
  | { readonly op: 'withColumn'; readonly name: string; readonly expr: Expr }
  | { readonly op: 'where'; readonly cond: Expr }
  | { readonly op: 'withWatermark'; readonly column: string; readonly delay: string }
  | { readonly op: 'groupBy'; readonly keys: readonly Expr[]; readonly aggs: readonly Expr[] }
  | { readonly op: 'distinct' }
  | { readonly op: 'dropDuplicates' | 'dropDuplicatesWithinWatermark'; readonly columns?: readonly string[] }
  | { readonly op: 'orderBy'; readonly by: readonly { readonly expr: Expr; readonly desc?: boolean }[] }
  | { readonly op: 'limit'; readonly n: number }
  | {
      readonly op: 'union';
      readonly with: TableName;
      /** The other side is the left one. */
      readonly into?: boolean;
      readonly rightPlan?: readonly Op[];
    }
  | {
      readonly op: 'join';
      readonly with: TableName;
      readonly into?: boolean;
      readonly how?: string;
      readonly on?: Expr;
      readonly rightPlan?: readonly Op[];
    };

export type TableName = 'source' | 'right' | 'static';

/** What Spark did, or what xpto did: the same shape. */
export interface Expectation {
  readonly schema?: readonly (readonly [name: string, type: string, nullable: boolean])[];
  readonly ordered?: boolean;
  readonly arbitrary?: boolean;
  readonly batches?: readonly BatchTrace[];
  readonly error?: ErrorTrace;
}

export interface BatchTrace {
  readonly batchId: number;
  readonly afterStep: number;
  readonly rows: readonly JsonRow[];
  readonly watermark?: string | null;
  readonly numInputRows?: number;
  readonly state?: readonly StateTrace[];
}

export interface StateTrace {
  readonly operator: string;
  readonly rowsTotal: number;
  readonly rowsUpdated: number;
  readonly rowsRemoved: number;
  readonly rowsDroppedByWatermark: number;
}

export interface ErrorTrace {
  readonly when: 'plan' | 'start' | 'run';
  readonly errorClass: string | null;
  readonly sqlState: string | null;
  readonly message: string;
  readonly afterStep?: number;
}

/** A recorded run of the console sink. */
export interface ConsoleCase {
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly schema: SchemaText;
  readonly batches: readonly (readonly JsonRow[])[];
  readonly stdout: readonly string[];
}
