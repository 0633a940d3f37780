import { ERROR_NAMES } from '../functions/shared/error-names.ts';

/** ARNs that the state machine calls; tokens of CDK or plain texts. */
export interface PipelineArns {
  /** Function per connection, in the order of tokenledger.yaml. */
  readonly ingest: readonly { readonly connection: string; readonly arn: string }[];
  /** Function that lands the config folder. */
  readonly config: string;
  readonly build: string;
  readonly publish: string;
  readonly forecast: string;
  readonly report: string;
  readonly alerts: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

const INVOKE = (partition: string) => `arn:${partition}:states:::lambda:invoke`;

/** Crashes, time-outs and throttles of the Lambda service, and what the functions themselves call retryable. */
const RETRY = [
  {
    ErrorEquals: [
      ERROR_NAMES.retryable,
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.TooManyRequestsException',
      'Lambda.Unknown',
      'Runtime.ExitError',
      'Sandbox.Timedout',
      'States.Timeout',
    ],
    IntervalSeconds: 5,
    BackoffRate: 2,
    MaxAttempts: 5,
    MaxDelaySeconds: 120,
    JitterStrategy: 'FULL',
  },
];

/** Times that every event carries. */
const TIMES = { 'scheduled.$': '$.scheduled', 'execution.$': '$.execution' };
const MOST_PLANS = 3;

/** The pipeline as an Amazon States Language definition; its input is `{"scheduled": instant}`. */
export function pipelineDefinition(arns: PipelineArns): Record<string, unknown> {
  const { partition } = arns;
  const call = (fn: string, payload: Record<string, unknown>) => ({
    Type: 'Task',
    Resource: INVOKE(partition),
    Parameters: { FunctionName: fn, Payload: { ...TIMES, ...payload } },
    TimeoutSeconds: 960,
    Retry: RETRY,
  });
  /** Keeps a function's summary under a name. */
  const keep = (name: string) => ({ ResultSelector: { 'answer.$': '$.Payload' }, ResultPath: `$.${name}` });
  const failing = { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'TellFailed' }] };
  const tell = (subject: string, message: string, next: string) => ({
    Type: 'Task',
    Resource: `arn:${partition}:states:::sns:publish`,
    Parameters: { TopicArn: arns.alerts, Subject: subject, 'Message.$': message },
    ResultPath: '$.told',
    Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, BackoffRate: 2, MaxAttempts: 3 }],
    // A message that cannot be sent must not decide what becomes of the data.
    Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.told', Next: next }],
    Next: next,
  });
  return {
    Comment: 'Collect, build, test, publish, forecast and report one logical day',
    TimeoutSeconds: 6 * 3600,
    StartAt: 'Name',
    States: {
      Name: {
        Type: 'Pass',
        Parameters: { 'scheduled.$': '$.scheduled', 'execution.$': '$$.Execution.Name', plans: 0 },
        Next: 'Start',
      },
      Start: { ...call(arns.build, { action: 'start' }), ...keep('start'), ...failing, Next: 'MayStart' },
      MayStart: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.start.answer.status', StringEquals: 'started', Next: 'Connections' },
          { Variable: '$.start.answer.status', StringEquals: 'done', Next: 'AlreadyDone' },
        ],
        Default: 'WaitForOther',
      },
      WaitForOther: { Type: 'Wait', Seconds: 60, Next: 'Start' },
      AlreadyDone: { Type: 'Succeed' },
      Connections: {
        Type: 'Pass',
        Result: arns.ingest.map(({ connection, arn }) => ({ connection, function: arn })),
        ResultPath: '$.connections',
        Next: 'Collect',
      },
      Collect: {
        Type: 'Map',
        ItemsPath: '$.connections',
        ItemSelector: {
          ...TIMES,
          'connection.$': '$$.Map.Item.Value.connection',
          'function.$': '$$.Map.Item.Value.function',
          from: 0,
          part: 1,
        },
        MaxConcurrency: 5,
        ItemProcessor: collector(partition),
        ResultPath: '$.collected',
        Next: 'LandConfig',
      },
      LandConfig: {
        ...call(arns.config, { connection: 'config' }),
        ...keep('config'),
        // The last good config counts on; what is wrong with the new one is in the log and in the alert at the end.
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.config', Next: 'Plan' }],
        Next: 'Plan',
      },
      Plan: { ...call(arns.build, { action: 'plan' }), ...keep('plan'), ...failing, Next: 'Build' },
      Build: {
        Type: 'Map',
        ItemsPath: '$.plan.answer.periods',
        ItemSelector: { ...TIMES, 'period.$': '$$.Map.Item.Value', cursor: null },
        MaxConcurrency: 3,
        ItemProcessor: builder(call, arns.build, 'Period'),
        ResultPath: null,
        ...failing,
        Next: 'SumUp',
      },
      // What is made from the marts of all periods.
      SumUp: {
        Type: 'Map',
        ItemsPath: '$.plan.answer.summaries',
        ItemSelector: { ...TIMES, 'period.$': '$$.Map.Item.Value', cursor: null },
        MaxConcurrency: 1,
        ItemProcessor: builder(call, arns.build, 'Summary'),
        ResultPath: null,
        ...failing,
        Next: 'Publish',
      },
      Publish: { ...call(arns.publish, {}), ...keep('published'), ...failing, Next: 'WasPublished' },
      WasPublished: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.published.answer.status', StringEquals: 'published', Next: 'Forecast' },
          { Variable: '$.plans', NumericLessThan: MOST_PLANS, Next: 'CountPlans' },
        ],
        Default: 'NeverSettled',
      },
      CountPlans: {
        Type: 'Pass',
        Parameters: { ...TIMES, 'collected.$': '$.collected', 'plans.$': 'States.MathAdd($.plans, 1)' },
        Next: 'Plan',
      },
      NeverSettled: {
        Type: 'Pass',
        Result: { Error: 'NeverSettled', Cause: 'the lake changed during every build of this run; start it again' },
        ResultPath: '$.error',
        Next: 'TellFailed',
      },
      Forecast: {
        ...call(arns.forecast, {}),
        ...keep('forecast'),
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'TellForecastFailed' }],
        Next: 'Report',
      },
      TellForecastFailed: tell(
        'TokenLedger: the forecast failed',
        "States.Format('The data of {} are published; the forecast stays as it was. {}', $.scheduled, States.JsonToString($.error))",
        'Report',
      ),
      Report: {
        ...call(arns.report, {}),
        ...keep('report'),
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'TellReportFailed' }],
        Next: 'IsComplete',
      },
      TellReportFailed: tell(
        'TokenLedger: the monthly mail failed',
        "States.Format('The data of {} are published; the mail was not sent to everybody. {}', $.scheduled, States.JsonToString($.error))",
        'IsComplete',
      ),
      IsComplete: {
        Type: 'Choice',
        Choices: [{ Variable: '$.plan.answer.stale[0]', IsPresent: true, Next: 'TellStale' }],
        Default: 'End',
      },
      TellStale: tell(
        'TokenLedger: some sources are behind',
        "States.Format('The data of {} are published without news of: {}', $.scheduled, States.JsonToString($.plan.answer.stale))",
        'End',
      ),
      End: { ...call(arns.build, { action: 'end', state: 'done' }), ResultPath: null, Next: 'Done' },
      Done: { Type: 'Succeed' },
      TellFailed: tell(
        'TokenLedger: a run failed',
        "States.Format('The run of {} failed; what was published stays as it was. {}', $.scheduled, States.JsonToString($.error))",
        'EndFailed',
      ),
      EndFailed: {
        ...call(arns.build, { action: 'end', state: 'failed' }),
        ResultPath: null,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Failed' }],
        Next: 'Failed',
      },
      Failed: { Type: 'Fail', Error: 'RunFailed', Cause: 'See the message of the alert and docs/runbook.md' },
    },
  };
}

/** Reads one connection, part after part; whatever happens to it, the others go on. */
function collector(partition: string): Record<string, unknown> {
  return {
    ProcessorConfig: { Mode: 'INLINE' },
    StartAt: 'Ingest',
    States: {
      Ingest: {
        Type: 'Task',
        Resource: INVOKE(partition),
        Parameters: {
          'FunctionName.$': '$.function',
          Payload: { ...TIMES, 'connection.$': '$.connection', 'from.$': '$.from', 'part.$': '$.part' },
        },
        TimeoutSeconds: 960,
        Retry: RETRY,
        ResultSelector: { 'answer.$': '$.Payload' },
        ResultPath: '$.result',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'IngestFailed' }],
        Next: 'IsRead',
      },
      IsRead: {
        Type: 'Choice',
        Choices: [{ Variable: '$.result.answer.done', BooleanEquals: true, Next: 'Read' }],
        Default: 'NextPart',
      },
      NextPart: {
        Type: 'Pass',
        Parameters: {
          ...TIMES,
          'connection.$': '$.connection',
          'function.$': '$.function',
          'from.$': '$.result.answer.from',
          'part.$': '$.result.answer.part',
        },
        Next: 'Ingest',
      },
      Read: {
        Type: 'Pass',
        Parameters: { 'connection.$': '$.connection', 'status.$': '$.result.answer.status' },
        End: true,
      },
      IngestFailed: { Type: 'Pass', Parameters: { 'connection.$': '$.connection', status: 'failed' }, End: true },
    },
  };
}

/** Builds one period, step after step. `what` tells its states from those of another builder: names are unique in a state machine. */
function builder(
  call: (fn: string, payload: Record<string, unknown>) => Record<string, unknown>,
  build: string,
  what: 'Period' | 'Summary',
): Record<string, unknown> {
  return {
    ProcessorConfig: { Mode: 'INLINE' },
    StartAt: `Build${what}`,
    States: {
      [`Build${what}`]: {
        ...call(build, { action: 'build', 'period.$': '$.period', 'cursor.$': '$.cursor' }),
        ResultSelector: { 'answer.$': '$.Payload' },
        ResultPath: '$.result',
        Next: `Is${what}Built`,
      },
      [`Is${what}Built`]: {
        Type: 'Choice',
        Choices: [{ Variable: '$.result.answer.done', BooleanEquals: true, Next: `${what}Built` }],
        Default: `Next${what}Step`,
      },
      [`Next${what}Step`]: {
        Type: 'Pass',
        Parameters: { ...TIMES, 'period.$': '$.period', 'cursor.$': '$.result.answer.cursor' },
        Next: `Build${what}`,
      },
      [`${what}Built`]: { Type: 'Pass', Parameters: { 'period.$': '$.period' }, End: true },
    },
  };
}
