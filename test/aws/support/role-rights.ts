import type { Need } from './recorded-calls.ts';

/** A policy statement of a template. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** A synthesised template. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** Statements of the role of each function of a template, by function name. */
export function statementsByFunction(template: Template): Map<string, Statement[]> {
  const resources = Object.values(template.Resources);
  const policies = resources.filter((r) => r.Type === 'AWS::IAM::Policy');
  const functions = resources.filter(
    (r) => r.Type === 'AWS::Lambda::Function' && r.Properties.FunctionName !== undefined,
  );
  return new Map(
    functions.map((fn) => {
      const role = (fn.Properties.Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0];
      const own = policies.filter((p) => (p.Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref === role));
      const statements = own.flatMap((p) => (p.Properties.PolicyDocument as { Statement: Statement[] }).Statement);
      return [String(fn.Properties.FunctionName), statements];
    }),
  );
}

/** True when one of the statements allows what is needed. */
export function allows(statements: readonly Statement[], need: Need, of: { region: string; account: string }): boolean {
  return statements.some(
    (s) =>
      s.Effect === 'Allow' &&
      [s.Action].flat().some((action) => matches(action as string, need.action)) &&
      [s.Resource].flat().some((resource) => matches(textOf(resource, of), need.resource)) &&
      Object.entries(s.Condition ?? {}).every(([operator, tests]) => holds(operator, tests, need)),
  );
}

/** Only the condition on listed prefixes is known; any other is taken for not met. */
function holds(operator: string, tests: Readonly<Record<string, unknown>>, { prefix }: Need): boolean {
  if (operator !== 'StringLikeIfExists') return false;
  return Object.entries(tests).every(
    ([key, patterns]) =>
      key === 's3:prefix' && (prefix === undefined || [patterns].flat().some((p) => matches(String(p), prefix))),
  );
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}

/** A value of a template as text; what only a deployment knows stays a name that matches nothing. */
function textOf(value: unknown, of: { region: string; account: string }): string {
  if (typeof value === 'string') return value;
  const [[kind, given] = ['', '']] = Object.entries(value as Record<string, unknown>);
  if (kind === 'Fn::Join')
    return (given as [string, unknown[]])[1].map((part) => textOf(part, of)).join((given as [string])[0]);
  const known: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': of.region,
    'AWS::AccountId': of.account,
  };
  return kind === 'Ref' ? (known[String(given)] ?? `<${given}>`) : `<${JSON.stringify(given)}>`;
}
