import { z } from 'zod';
import { cost } from '../../core/contracts/cost.ts';
import { formatDecimal, roundDecimal } from '../../core/money/decimal.ts';
import { readAnswer } from '../kit/answer.ts';
import { decimal, text } from '../kit/fields.ts';
import { bucketDay, completeRow, flagsText, moneyText, rowKeys } from '../kit/rows.ts';
import type { HttpStream, LandedPage, ParseContext, Parsed } from '../source.ts';
import { readLineItem } from './line-item.ts';
import {
  actorOf,
  billingAccountOf,
  bucketRequest,
  isProvisional,
  nextReportPage,
  OPENAI,
  repullFrom,
} from './request.ts';
import { bucketAnswer } from './usage-stream.ts';

const NAME = 'costs';

const answer = bucketAnswer(
  z.looseObject({
    object: text,
    amount: z.looseObject({
      value: decimal,
      currency: z.string().regex(/^[A-Za-z]{3}$/, 'expected an ISO 4217 code'),
    }),
    line_item: text,
    project_id: text,
    api_key_id: text,
    user_id: text,
    api_source: text,
    quantity: decimal.nullish(),
    quantity_unit: text,
  }),
);

function parse(page: LandedPage, context: ParseContext): Parsed {
  const { value, notes } = readAnswer(answer, page);
  const key = rowKeys(OPENAI, NAME);
  const days = value.data.map((bucket) => bucketDay(bucket.start_time, bucket.end_time, page));
  const rows = value.data.flatMap((bucket, index) => {
    const dt = days[index]!;
    return bucket.results.map((r) => {
      const line = readLineItem(r.line_item);
      for (const word of line.unknownWords) notes.push({ code: 'unknown_word', detail: `line_item: ${word}` });
      const isCredit = r.amount.value.units < 0n;
      const row = completeRow(cost, {
        source_row_key: key(`${bucket.start_time}/${bucket.end_time}`, {
          line_item: r.line_item,
          project_id: r.project_id,
          api_key_id: r.api_key_id,
          user_id: r.user_id,
          api_source: r.api_source,
        }),
        usage_start: bucket.start_time,
        usage_end: bucket.end_time,
        provider: OPENAI,
        billing_account: billingAccountOf(context),
        model_vendor: line.model === null ? null : OPENAI,
        tool: r.api_source === 'agents_api' ? 'openai_agents_api' : 'openai_api',
        model_raw: line.model,
        model: line.model,
        service_tier: line.serviceTier,
        ...actorOf(r),
        project: r.project_id,
        api_key: r.api_key_id,
        flags: flagsText([isCredit && 'negative_amount']),
        period: dt.slice(0, 7),
        charge_category: isCredit ? 'Credit' : 'Usage',
        charge_kind: isCredit ? 'credit' : 'usage',
        charge_description: r.line_item,
        token_kind: line.tokenKind,
        sku: r.line_item,
        quantity: r.quantity ? formatDecimal(roundDecimal(r.quantity, 15)) : null,
        quantity_unit: r.quantity_unit,
        billed_cost: moneyText(r.amount.value, 'amount.value', notes),
        currency: r.amount.currency.toUpperCase(),
        provisional: isProvisional(dt, context.logicalDay),
      });
      return { table: cost.name, dt, row };
    });
  });
  return { rows, notes, days };
}

/** Billed money by day, line item, project and key, in dollars. Never also grouped by user: that is a second view of one amount. */
export const costs: HttpStream = {
  kind: 'http',
  name: NAME,
  tables: [cost],
  window: 'day',
  repullDays: 7,
  repullFrom,
  maxDaysPerRequest: 31,
  firstRequest: (range) => bucketRequest('costs', range, ['project_id', 'line_item', 'api_key_id']),
  nextRequest: nextReportPage,
  parse,
  isProvisional,
};
