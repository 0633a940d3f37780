import { Stack, type StackProps } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';

import { ConfigurationSet, EmailIdentity, EmailSendingEvent, EventDestination, Identity } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { DeploySettings } from '../settings.ts';

/** How the pipeline reaches people: alerts by SNS, the monthly mail by SES. */
export class DeliveryStack extends Stack {
  readonly alerts: Topic;

  constructor(scope: Construct, id: string, settings: DeploySettings, props: StackProps) {
    super(scope, id, props);
    const { config, deploy } = settings;
    this.alerts = new Topic(this, 'Alerts', {
      topicName: 'tokenledger-alerts',
      displayName: 'TokenLedger',
      enforceSSL: true,
    });
    acknowledge(this.alerts, {
      'Serverless-SNSRedrivePolicy': 'mail to people: SNS tries for hours, and the alarms show the same in the console',
    });
    for (const address of deploy.alerts) this.alerts.addSubscription(new EmailSubscription(address));
    this.alerts.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com'), new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.alerts.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (config.email?.send !== 'ses') return;
    const set = new ConfigurationSet(this, 'Mail', {
      configurationSetName: config.email.configuration_set ?? 'tokenledger',
      reputationMetrics: true,
    });
    set.addEventDestination('ToAlerts', {
      destination: EventDestination.snsTopic(this.alerts),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    });
    new EmailIdentity(this, 'Sender', {
      identity: Identity.domain(senderDomain(config.email.from)),
      configurationSet: set,
    });
  }
}

/** Domain of `Name <address>` or `address`. */
export function senderDomain(from: string): string {
  const domain = /@([a-z0-9.-]+\.[a-z]{2,})>?\s*$/i.exec(from)?.[1];
  if (domain === undefined) throw new Error(`email.from in tokenledger.yaml is ${from}: write Name <address@domain>`);
  return domain.toLowerCase();
}
