import { Duration, Stack, type StackProps, TimeZone } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PERSON_KEY } from '../../src/core/deploy/layout.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { bundledCode, type CodeOf, type JobFunction } from '../constructs/job-function.ts';
import { pipelineFunctions } from '../constructs/pipeline-functions.ts';
import { watch } from '../constructs/watch.ts';
import type { DeploySettings } from '../settings.ts';
import { pipelineDefinition } from '../state-machine.ts';

/** What the pipeline stands on. */
export interface PipelineStackProps extends StackProps {
  readonly key: Key;
  readonly alerts: Topic;
  /** Code of the functions; the bundles unless given. */
  readonly codeOf?: CodeOf;
}

/** Everything that can be made again from code: schedule, state machine, functions, secrets' places, alarms. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, settings: DeploySettings, props: PipelineStackProps) {
    super(scope, id, props);
    this.makeSecrets(settings);
    const functions = pipelineFunctions(this, settings, props.key, props.codeOf ?? bundledCode());
    const machine = this.makeStateMachine(functions, props);
    const missed = new Queue(this, 'MissedStarts', {
      queueName: 'tokenledger-missed-starts',
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(missed, {
      'AwsSolutions-SQS3': 'this is the queue for starts that could not be delivered',
      'Serverless-SQSRedrivePolicy': 'this is the queue for starts that could not be delivered',
    });
    this.makeSchedule(settings, machine, missed);
    watch(this, {
      machine,
      missed,
      alerts: props.alerts,
      functions: [...functions.ingest.values(), ...functions.jobs],
    });
  }

  /** Places for keys. Values are filled in by people; only the key for pseudonyms is made here, once. */
  private makeSecrets({ layout }: DeploySettings): void {
    const person = new Secret(this, 'PersonKey', {
      secretName: layout.personKeySecret,
      description: 'Key that turns e-mail addresses into pseudonyms. Never change it: figures of people hang on it.',
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: PERSON_KEY.value,
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    acknowledge(person, { 'AwsSolutions-SMG4': 'a new key would cut every pseudonym off from its past' });
    for (const { id, secret, secretValue } of layout.connections) {
      if (secret === null) continue;
      const place = new CfnSecret(this, `Secret-${id}`, {
        name: secret,
        description: `Fill in {"${secretValue}": "…"} for connection ${id}`,
      });
      acknowledge(place, {
        'AwsSolutions-SMG4': 'the vendor makes the key; it is changed there and filled in by hand',
      });
    }
  }

  private makeStateMachine(
    functions: ReturnType<typeof pipelineFunctions>,
    { alerts }: PipelineStackProps,
  ): StateMachine {
    const arn = (job: JobFunction) => job.fn.functionArn;
    const definition = pipelineDefinition({
      ingest: [...functions.ingest].map(([connection, job]) => ({ connection, arn: arn(job) })),
      config: arn(functions.config),
      build: arn(functions.build),
      publish: arn(functions.publish),
      forecast: arn(functions.forecast),
      report: arn(functions.report),
      alerts: alerts.topicArn,
      partition: this.partition,
    });
    const machine = new StateMachine(this, 'Pipeline', {
      stateMachineName: 'tokenledger',
      definitionBody: DefinitionBody.fromString(this.toJsonString(definition)),
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        // Events hold cursors and counts, no data; the functions log what they did.
        includeExecutionData: true,
        destination: new LogGroup(this, 'PipelineLog', {
          logGroupName: '/aws/vendedlogs/states/tokenledger',
          retention: RetentionDays.THREE_MONTHS,
        }),
      },
    });
    machine.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['lambda:InvokeFunction'],
        resources: [...functions.ingest.values(), ...functions.jobs].map(arn),
      }),
    );
    alerts.grantPublish(machine);
    acknowledge(machine, {
      'AwsSolutions-IAM5[Resource::*]': 'log delivery and X-Ray have no resources',
    });
    return machine;
  }

  private makeSchedule({ deploy }: DeploySettings, machine: StateMachine, missed: Queue): void {
    const [hour = '5', minute = '0'] = deploy.schedule.at.split(':');
    new Schedule(this, 'Daily', {
      scheduleName: 'tokenledger-daily',
      description: 'Runs the pipeline once a day',
      schedule: ScheduleExpression.cron({
        minute: String(Number(minute)),
        hour: String(Number(hour)),
        timeZone: TimeZone.of(deploy.schedule.time_zone),
      }),
      timeWindow:
        deploy.schedule.flexible_minutes === 0
          ? TimeWindow.off()
          : TimeWindow.flexible(Duration.minutes(deploy.schedule.flexible_minutes)),
      target: new StepFunctionsStartExecution(machine, {
        // The scheduled time, not the time of delivery, is the logical time: a second delivery finds its work done.
        input: ScheduleTargetInput.fromObject({ scheduled: '<aws.scheduler.scheduled-time>' }),
        deadLetterQueue: missed,
        maxEventAge: Duration.hours(6),
        retryAttempts: 10,
      }),
    });
  }
}
