import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundleFunction, type FunctionName, HANDLER } from '../bundle.ts';
import { acknowledge } from './acknowledge.ts';

/** One Lambda of the pipeline. */
export interface JobFunctionProps {
  readonly name: string;
  readonly description: string;
  readonly code: FunctionName;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
}

/** Makes code assets; tests give inline code instead of bundling. */
export type CodeOf = (name: FunctionName) => Code;

/** The real bundles. A bundle is made once, however many functions use it. */
export function bundledCode(): CodeOf {
  const made = new Map<FunctionName, Code>();
  return (name) => {
    const code = made.get(name) ?? Code.fromAsset(bundleFunction(name));
    made.set(name, code);
    return code;
  };
}

/** A function with a role of its own that may do exactly what its statements say, and write to its own log. */
export class JobFunction extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, props: JobFunctionProps, codeOf: CodeOf) {
    super(scope, id);
    const log = new LogGroup(this, 'Log', {
      logGroupName: `/tokenledger/${props.name}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${props.name} may do`,
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [log.logGroupArn],
      }),
    );
    for (const statement of props.statements) role.addToPolicy(statement);
    this.fn = new LambdaFunction(this, 'Function', {
      functionName: props.name,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: HANDLER,
      code: codeOf(props.code),
      memorySize: props.memoryMb,
      timeout: Duration.minutes(15),
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      role,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup: log,
    });
    acknowledge(this, {
      'Serverless-LambdaDLQ': 'called synchronously by the state machine, which catches and reports every failure',
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray and Cost Explorer have no resources',
      ...Object.fromEntries(
        props.statements
          .flatMap((statement) => statement.resources)
          .flatMap((resource) => {
            const shown = resource.replaceAll(Stack.of(this).partition, '<AWS::Partition>');
            const reason = WILDCARDS.find(([form]) => form.test(shown))?.[1];
            return reason === undefined ? [] : [[`AwsSolutions-IAM5[Resource::${shown}]`, reason]];
          }),
      ),
    });
  }
}

/** The only wildcards a function may have, and why. */
const WILDCARDS: readonly (readonly [form: RegExp, reason: string])[] = [
  [/:s3:::[a-z0-9-]+\/[a-z0-9/_-]+\/\*$/, 'keys below a prefix of its own; their names hold days and builds'],
  [/:glue:[^*]*:table\/[a-z_]+\/\*$/, 'tables of one database: scratch tables and views are made while it runs'],
];
