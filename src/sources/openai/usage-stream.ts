import { z } from 'zod';
import { usage } from '../../core/contracts/usage.ts';
import { readAnswer } from '../kit/answer.ts';
import { text, unixSeconds } from '../kit/fields.ts';
import { bucketDay, completeRow, flagsText, rowKeys } from '../kit/rows.ts';
import type { HttpStream, LandedPage, ParseContext, Parsed, ParseNote } from '../source.ts';
import {
  actorOf,
  billingAccountOf,
  bucketRequest,
  isProvisional,
  nextReportPage,
  OPENAI,
  repullFrom,
} from './request.ts';

/** Dimensions every usage result may carry. */
export const dimensionFields = {
  object: text,
  project_id: text,
  user_id: text,
  api_key_id: text,
  model: text,
};

/** What one usage endpoint adds to the common reading: its fields, its dimensions, its columns. */
export interface UsageEndpoint<Shape extends z.ZodRawShape> {
  /** Path below `usage/`, and the name of the stream. */
  readonly name: string;
  readonly groupBy: readonly string[];
  /** Fields of a result beside the common dimensions. */
  readonly fields: Shape;
  /** Further dimensions that belong to the row key. */
  readonly keyFields?: readonly (keyof Shape & string)[];
  /** Columns of the usage row; `flags` as a list. */
  readonly columns: (
    result: z.output<z.ZodObject<Shape & typeof dimensionFields>>,
    notes: ParseNote[],
  ) => Record<string, unknown> & { flags?: readonly (string | false)[] };
}

/** The answer of a bucketed report: buckets of results, each bucket a whole UTC day. */
export function bucketAnswer<T extends z.ZodType>(result: T) {
  return z.looseObject({
    object: text,
    data: z.array(
      z.looseObject({ object: text, start_time: unixSeconds, end_time: unixSeconds, results: z.array(result) }),
    ),
    has_more: z.boolean(),
    next_page: text,
  });
}

/** Declares a usage endpoint as a stream of day buckets. */
export function usageStream<Shape extends z.ZodRawShape>(endpoint: UsageEndpoint<Shape>): HttpStream {
  const answer = bucketAnswer(z.looseObject({ ...dimensionFields, ...endpoint.fields }));

  function parse(page: LandedPage, context: ParseContext): Parsed {
    const { value, notes } = readAnswer(answer, page);
    const key = rowKeys(OPENAI, endpoint.name);
    const days = value.data.map((bucket) => bucketDay(bucket.start_time, bucket.end_time, page));
    const rows = value.data.flatMap((bucket, index) => {
      const dt = days[index]!;
      return bucket.results.map((raw) => {
        const r = raw as unknown as z.output<z.ZodObject<typeof dimensionFields>>;
        const { flags, ...columns } = endpoint.columns(raw as never, notes);
        const further = (endpoint.keyFields ?? []).map((field) => [field, (raw as Record<string, unknown>)[field]]);
        const row = completeRow(usage, {
          source_row_key: key(`${bucket.start_time}/${bucket.end_time}`, {
            project_id: r.project_id,
            user_id: r.user_id,
            api_key_id: r.api_key_id,
            model: r.model,
            ...(Object.fromEntries(further) as Record<string, string | boolean | null>),
          }),
          usage_start: bucket.start_time,
          usage_end: bucket.end_time,
          provider: OPENAI,
          billing_account: billingAccountOf(context),
          model_vendor: r.model === null ? null : OPENAI,
          tool: 'openai_api',
          model_raw: r.model,
          model: r.model,
          ...actorOf(r),
          project: r.project_id,
          api_key: r.api_key_id,
          evidence_rank: 1n,
          cost_basis: 'billed',
          provisional: isProvisional(dt, context.logicalDay),
          ...columns,
          flags: flagsText(flags ?? []),
        });
        return { table: usage.name, dt, row };
      });
    });
    return { rows, notes, days };
  }

  return {
    kind: 'http',
    name: endpoint.name,
    tables: [usage],
    optional: endpoint.name !== 'completions',
    window: 'day',
    repullDays: 7,
    repullFrom,
    maxDaysPerRequest: 31,
    firstRequest: (range) => bucketRequest(`usage/${endpoint.name}`, range, endpoint.groupBy),
    nextRequest: nextReportPage,
    parse,
    isProvisional,
  };
}
