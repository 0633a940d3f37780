import type { RunQuery, SummarySection } from '../summary.ts';

const text = (name: string) => ({ name, kind: 'text' as const });
const money = (name: string) => ({ name, kind: 'money' as const });
const ratio = (name: string) => ({ name, kind: 'ratio' as const });

/** The newest forecast in a few tables: next quarter against the last one, budgets that will not hold, scenarios. */
export async function forecastSummary(query: RunQuery): Promise<SummarySection[]> {
  const quarter = await query(`
    select quarters.node_level, coalesce(quarters.tool, 'company') as what, quarters.last_quarter, quarters.p50 as forecast, quarters.p10 as low,
      quarters.p90 as high, quarters.change, quarters.currency, quarters.fiscal_quarter, quarters.last_quarter_start,
      cast(accuracy.wape as decimal(18, 4)) as past_error, cast(accuracy.run_rate_wape as decimal(18, 4)) as run_rate_error
    from fin_forecast_quarter_v1 as quarters
    left join fin_forecast_accuracy_v1 as accuracy
      on accuracy.node_id = quarters.node_id and accuracy.currency = quarters.currency and accuracy.step = 0
    where quarters.scenario_id = 'base' and quarters.node_level in ('company', 'tool') and quarters.last_quarter_start is not null
    order by quarters.currency, quarters.node_level, quarters.p50 desc, what`);
  const budgets = await query(`
    select scope_id as budget, budget_period as period, budget as budgeted, p50 as forecast, p_exceed as chance, expected_overrun as overrun, currency
    from fin_budget_outlook_v1
    where scenario_id = 'base' and will_exceed and budget_period like 'FY%' order by expected_overrun desc, budget_id, budget_period limit 10`);
  const scenarios = await query(`
    select scenario_id as scenario, fiscal_quarter as quarter, base_p50 as base, p50 as with_scenario, difference, difference_share as share, currency
    from fin_scenarios_v1 where node_level = 'company' order by period_start desc, scenario_id, currency`);
  const first = quarter.rows[0];
  const span =
    first === undefined ? 'none yet' : `${first.fiscal_quarter} against the quarter from ${first.last_quarter_start}`;
  return [
    {
      title: 'Forecast of the next quarter',
      note: `${span}; low to high is the 80 % interval; errors are shares of the quarter's usage, from earlier dates`,
      columns: [
        text('what'),
        money('last_quarter'),
        money('forecast'),
        money('low'),
        money('high'),
        money('change'),
        text('past_error'),
        text('run_rate_error'),
      ],
      rows: quarter.rows,
    },
    {
      title: 'Quarter budgets that will probably not hold',
      note: 'chance of one half and more, the largest expected overrun first',
      columns: [
        text('budget'),
        text('period'),
        money('budgeted'),
        money('forecast'),
        ratio('chance'),
        money('overrun'),
      ],
      rows: budgets.rows,
    },
    ...(scenarios.rows.length === 0
      ? []
      : [
          {
            title: 'Scenarios',
            note: 'whole company; the same random numbers, so differences are the scenario alone',
            columns: [
              text('scenario'),
              text('quarter'),
              money('base'),
              money('with_scenario'),
              money('difference'),
              ratio('share'),
            ],
            rows: scenarios.rows,
          },
        ]),
  ];
}
