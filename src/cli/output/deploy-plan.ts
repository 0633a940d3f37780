import type { DeployPlan } from '../../app/deploy/deploy-plan.ts';

/** A deployment's plan for people: what each stack makes, then the monthly estimate. */
export function renderDeployPlan(plan: DeployPlan): string {
  const { layout, inputs } = plan;
  const lines = [`Account ${layout.account}, region ${layout.region}`, ''];
  for (const { stack, makes } of plan.stacks) lines.push(stack, ...makes.map((m) => `  ${m}`));
  lines.push('', `Monthly estimate for ${inputs.developers} developers, list prices of us-east-1, USD`);
  const width = Math.max(...plan.cost.map((l) => l.line.length));
  for (const l of plan.cost)
    lines.push(
      `  ${l.line.padEnd(width)}  ${usd(l.microUsd).padStart(8)}  ${l.isDataProportional ? 'grows with data: ' : ''}${l.driver}`,
    );
  lines.push(
    `  ${'Idle: without the lines that grow with data'.padEnd(width)}  ${usd(plan.idleMicroUsd).padStart(8)}`,
    `  ${'Total'.padEnd(width)}  ${usd(plan.totalMicroUsd).padStart(8)}`,
    '',
    'Not included: tax, discounts, BI licences, data transfer. Nothing was asked of AWS; npx cdk deploy makes it (docs/deploy.md).',
  );
  return lines.join('\n');
}

function usd(microUsd: bigint): string {
  const cents = (microUsd + 5_000n) / 10_000n;
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}
