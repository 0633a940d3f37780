import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { awsNames } from '../../src/core/names.ts';
import type { JobFunction } from './job-function.ts';

/** Alarms of the pipeline; each has a section of its name in docs/runbook.md. */
export const ALARMS = [
  'tokenledger-run-failed',
  'tokenledger-run-timed-out',
  'tokenledger-no-run-for-a-day',
  'tokenledger-start-missed',
  'tokenledger-function-errors',
  'tokenledger-function-throttled',
  'tokenledger-scan-volume',
] as const;

const GIB = 1024 ** 3;

/** What is watched. */
export interface Watched {
  readonly machine: StateMachine;
  readonly missed: Queue;
  readonly alerts: Topic;
  readonly functions: readonly JobFunction[];
}

/** Makes the alarms and the one dashboard. */
export function watch(scope: Construct, watched: Watched): void {
  const { machine, missed, alerts, functions } = watched;
  const action = new SnsAction(alerts);
  const day = Duration.days(1);
  const alarm = (name: (typeof ALARMS)[number], why: string, metric: IMetric, settings: Partial<AlarmSettings> = {}) =>
    new Alarm(scope, name, {
      alarmName: name,
      alarmDescription: `${why} See docs/runbook.md#${name}`,
      metric,
      threshold: settings.threshold ?? 1,
      evaluationPeriods: 1,
      comparisonOperator: settings.operator ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: settings.missing ?? TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(action);
  const ofAllFunctions = (metricName: string) =>
    new Metric({ namespace: 'AWS/Lambda', metricName, statistic: 'Sum', period: Duration.minutes(15) });
  const scanned = new Metric({
    namespace: 'AWS/Athena',
    metricName: 'ProcessedBytes',
    dimensionsMap: { WorkGroup: awsNames.workgroups.pipeline },
    statistic: 'Sum',
    period: day,
  });
  alarm('tokenledger-run-failed', 'A run failed.', machine.metricFailed({ period: Duration.minutes(5) }));
  alarm(
    'tokenledger-run-timed-out',
    'A run took over six hours.',
    machine.metricTimedOut({ period: Duration.minutes(5) }),
  );
  alarm('tokenledger-no-run-for-a-day', 'No run succeeded for a day.', machine.metricSucceeded({ period: day }), {
    operator: ComparisonOperator.LESS_THAN_THRESHOLD,
    missing: TreatMissingData.BREACHING,
  });
  alarm(
    'tokenledger-start-missed',
    'The schedule could not start a run.',
    missed.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
  );
  alarm('tokenledger-function-errors', 'Functions failed five times within 15 minutes.', errorsOf(functions), {
    threshold: 5,
  });
  alarm('tokenledger-function-throttled', 'Lambda throttled functions of the account.', ofAllFunctions('Throttles'), {
    threshold: 10,
  });
  alarm('tokenledger-scan-volume', 'The pipeline scanned over 500 GB in a day.', scanned, { threshold: 500 * GIB });
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
  new Dashboard(scope, 'Dashboard', { dashboardName: 'tokenledger' }).addWidgets(
    new TextWidget({
      markdown: `TokenLedger in ${Stack.of(scope).region}. Alarms: docs/runbook.md`,
      width: 24,
      height: 1,
    }),
    graph('Runs', [machine.metricSucceeded(), machine.metricFailed(), machine.metricTimedOut()]),
    graph('Time of a run', [machine.metricTime({ statistic: 'Maximum' })]),
    graph('Bytes scanned by the pipeline, a day', [scanned]),
    graph(
      'Time of functions',
      functions.map((f) => f.fn.metricDuration({ statistic: 'Maximum' })),
    ),
  );
}

interface AlarmSettings {
  readonly threshold: number;
  readonly operator: ComparisonOperator;
  readonly missing: TreatMissingData;
}

/** Errors of the functions together; CloudWatch adds up at most ten metrics, the shared ones come first. */
function errorsOf(functions: readonly JobFunction[]): IMetric {
  const counted = functions.slice(-10).map((f, i) => [`f${i}`, f.fn.metricErrors()] as const);
  return new MathExpression({
    expression: counted.map(([name]) => name).join(' + '),
    usingMetrics: Object.fromEntries(counted),
    label: 'Errors',
    period: Duration.minutes(15),
  });
}
