import { describe, expect, it } from 'vitest';
import { pipelineDefinition } from '../../infra/state-machine.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly End?: boolean;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly Next: string; readonly ErrorEquals: string[] }[];
  readonly Retry?: readonly { readonly ErrorEquals: string[] }[];
  readonly ItemProcessor?: Machine;
}
interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const arn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
const definition = pipelineDefinition({
  ingest: [{ connection: 'a', arn: arn('a') }],
  config: arn('config'),
  build: arn('build'),
  publish: arn('publish'),
  forecast: arn('forecast'),
  report: arn('report'),
  alerts: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  partition: 'aws',
}) as unknown as Machine;

const machines = (m: Machine): Machine[] => [
  m,
  ...Object.values(m.States).flatMap((s) => (s.ItemProcessor === undefined ? [] : machines(s.ItemProcessor))),
];
const nextsOf = (s: State) => [
  ...(s.Next === undefined ? [] : [s.Next]),
  ...(s.Default === undefined ? [] : [s.Default]),
  ...(s.Choices ?? []).map((c) => c.Next),
  ...(s.Catch ?? []).map((c) => c.Next),
];

describe('the state machine', () => {
  it('leads from its start to every state, and nowhere else', () => {
    for (const machine of machines(definition)) {
      const seen = new Set([machine.StartAt]);
      for (const name of seen) for (const next of nextsOf(machine.States[name]!)) seen.add(next);
      expect([...seen].sort()).toEqual(Object.keys(machine.States).sort());
    }
  });

  it('has no two states of one name, which Step Functions refuses', () => {
    const names = machines(definition).flatMap((machine) => Object.keys(machine.States));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('ends every path', () => {
    for (const machine of machines(definition))
      for (const [name, state] of Object.entries(machine.States)) {
        const ends = state.End === true || state.Type === 'Succeed' || state.Type === 'Fail';
        expect([name, ends || nextsOf(state).length > 0]).toEqual([name, true]);
      }
  });

  it('tries again only what may pass, and never what a function calls failed', () => {
    for (const machine of machines(definition))
      for (const state of Object.values(machine.States)) {
        if (state.Type !== 'Task' || JSON.stringify(state).includes('sns:publish')) continue;
        const retried = (state.Retry ?? []).flatMap((r) => r.ErrorEquals);
        expect(retried).toContain('Retryable');
        expect(retried).toContain('Lambda.Unknown');
        expect(retried).not.toContain('JobFailed');
        expect(retried).not.toContain('States.ALL');
      }
  });

  it('lets one connection fail without stopping the others', () => {
    const collector = definition.States.Collect!.ItemProcessor!;
    expect(collector.States.Ingest!.Catch).toEqual([expect.objectContaining({ ErrorEquals: ['States.ALL'] })]);
    expect(definition.States.Collect!.Next).toBe('LandConfig');
  });

  it('tells people of every failure before it ends', () => {
    for (const name of ['Start', 'Plan', 'Build', 'Publish'])
      expect(definition.States[name]!.Catch!.map((c) => c.Next)).toEqual(['TellFailed']);
    expect(definition.States.TellFailed!.Next).toBe('EndFailed');
  });
});
