import { daysOfMonth, growthOn } from '../../company/calendar.ts';
import { money, scaled } from '../../company/money.ts';
import { randomFor } from '../../company/random.ts';
import { LAKE_ACCOUNT, PRODUCT_ACCOUNT } from '../../company/workloads/cloud.ts';
import type { World } from '../../world.ts';
import type { FocusLine } from './bill.ts';

/** Services of the cloud account that have nothing to do with AI: category, unit, unit price, units a day. */
const SERVICES = [
  ['Amazon Elastic Compute Cloud', 'Compute', 'Hrs', '0.192', 420, PRODUCT_ACCOUNT],
  ['Amazon Simple Storage Service', 'Storage', 'GB-Mo', '0.023', 900, LAKE_ACCOUNT],
  ['Amazon Relational Database Service', 'Databases', 'Hrs', '0.345', 96, PRODUCT_ACCOUNT],
  ['AWS Lambda', 'Compute', 'GB-Seconds', '0.0000166667', 900_000, PRODUCT_ACCOUNT],
  ['Amazon Athena', 'Analytics', 'TB', '5', 4, LAKE_ACCOUNT],
  ['AmazonCloudWatch', 'Management and Governance', 'GB', '0.5', 38, PRODUCT_ACCOUNT],
] as const;

/** A line of a service outside AI; it is in the export and out of the ledger's scope. */
export interface OtherLine {
  readonly day: string;
  readonly serviceCategory: string;
  readonly printed: FocusLine;
}

/** Lines of a month as the export holds them now, one day behind. */
export function otherLines(world: World, period: string): OtherLine[] {
  return daysOfMonth(period)
    .filter((day) => world.facts(day).some((f) => f.vendor === 'aws'))
    .flatMap((day) =>
      SERVICES.map(([service, serviceCategory, unit, price, perDay, subAccount]): OtherLine => {
        const random = randomFor(world.company.seed, 'cloud', service, day);
        const quantity = Math.max(1, Math.round(perDay * (0.8 + 0.2 * growthOn(day)) * random.wobble(0.08)));
        const printed: FocusLine = {
          subAccount,
          service,
          publisher: 'AWS',
          category: 'Usage',
          correction: false,
          description: `${service} usage`,
          sku: `SIM-${service.replaceAll(' ', '-')}`.toUpperCase(),
          meter: `USE1-${unit}`,
          unit,
          milliQuantity: BigInt(quantity) * 1000n,
          unitPrice: money(price),
          contractedPrice: scaled(money(price), 1n, 1n),
          tag: null,
        };
        return { day, serviceCategory, printed };
      }),
    );
}
