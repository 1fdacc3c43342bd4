// Every query operator by syntax kind. Add one: its file and a line here.

import { evaluate } from './evaluate.js';
import { joinOperators } from './join.js';
import { makeSeries } from './make-series.js';
import { mvApply } from './mv-apply.js';
import { mvExpand } from './mv-expand.js';
import type { Operator } from './operator.js';
import { parseOperators } from './parse.js';
import { parseKv } from './parse-kv.js';
import { partition } from './partition.js';
import { columnOperators } from './project.js';
import { reduce } from './reduce.js';
import { sampleOperators } from './samples.js';
import { scan } from './scan.js';
import { schemaOperators } from './schema.js';
import { orderOperators } from './sort.js';
import { count, summarize } from './summarize.js';
import { topNested } from './top-nested.js';
import { union } from './union.js';
import { where } from './where.js';

/** Operators that take a piped input. */
export const pipedOperators: Readonly<Record<string, Operator>> = {
  FilterOperator: where,
  SummarizeOperator: summarize,
  CountOperator: count,
  EvaluateOperator: evaluate,
  MvExpandOperator: mvExpand,
  MakeSeriesOperator: makeSeries,
  MvApplyOperator: mvApply,
  PartitionOperator: partition,
  ReduceByOperator: reduce,
  ScanOperator: scan,
  ParseKvOperator: parseKv,
  TopNestedOperator: topNested,
  UnionOperator: union,
  ...columnOperators,
  ...joinOperators,
  ...orderOperators,
  ...parseOperators,
  ...sampleOperators,
  ...schemaOperators,
};
