import { describe, expect, it } from 'vitest';
import { parseScenarios } from '../../../src/core/forecast-config/scenarios.ts';

const problemsOf = (text: string) => parseScenarios(text).problems.map((p) => `${p.line}: ${p.message}; ${p.remedy}`);

describe('forecasts/scenarios.yaml', () => {
  it('reads named changes', () => {
    const { scenarios, problems } = parseScenarios(`
scenarios:
  - id: to-sonnet
    description: Half of Opus moves.
    changes:
      - { kind: route_share, from: 2026-11-15, tool: claude_code, model: opus, to_model: sonnet, value: 0.5, token_factor: 1.1 }
      - { kind: replicate, from: 2026-12-01, team: search, value: 3, copy: { team: mobile } }
`);
    expect(problems).toEqual([]);
    expect(scenarios[0]).toMatchObject({ id: 'to-sonnet', description: 'Half of Opus moves.' });
    expect(scenarios[0]!.changes).toMatchObject([
      {
        kind: 'route_share',
        effectiveDate: '2026-11-15',
        tool: 'claude_code',
        team: null,
        value: 0.5,
        toModel: 'sonnet',
        tokenFactor: 1.1,
        certainty: 1,
      },
      { kind: 'replicate', team: 'search', value: 3, copy: { team: 'mobile' } },
    ]);
  });

  it('says every problem with its line', () => {
    expect(
      problemsOf(`scenarios:
  - id: base
    changes: [{ kind: price_factor, from: 2026-11-15, value: 2 }]
  - id: b
    changes:
      - { kind: price_factr, from: 2026-02-30, value: 2 }
`),
    ).toEqual([
      expect.stringMatching(/^2: .*base is the forecast without overrides/),
      expect.stringMatching(/^6: .*write one of price_factor/),
      expect.stringMatching(/^6: .*write an existing day/),
    ]);
    expect(
      problemsOf(`scenarios:
  - id: a
    changes:
      - { kind: route_share, from: 2026-11-15, model: opus, value: 50 }
  - id: a
    changes: [{ kind: tool_stop, from: 2026-11-15 }]
`).map((p) => p.replace(/;.*/, '')),
    ).toEqual([
      '4: a, route_share: it moves tokens from model to to_model',
      '4: a, route_share: value is 50',
      '5: scenario a is there twice',
      '6: a, tool_stop: no tool is named',
    ]);
  });

  it('is refused when it is no YAML or empty', () => {
    expect(problemsOf('scenarios: [')[0]).toContain('no valid YAML');
    expect(problemsOf('')[0]).toContain('the file is empty');
  });
});
