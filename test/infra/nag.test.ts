import { type App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { exampleStacks, testApp } from './support.ts';

describe('cdk-nag', () => {
  it('stops a stack with a finding that nobody acknowledged', () => {
    const app = testApp();
    new Bucket(new Stack(app, 'Careless'), 'Open');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).toThrow(/AwsSolutions-S1/);
  });

  it.each([
    ['AwsSolutions', (app: App) => new AwsSolutionsChecks(app)],
    ['Serverless', (app: App) => new ServerlessChecks(app)],
  ] as const)('finds nothing of pack %s beyond what is acknowledged with a reason', (_, pack) => {
    const app = testApp();
    exampleStacks(app);
    Validations.of(app).addPlugins(pack(app));
    expect(() => app.synth()).not.toThrow();
    expect(app.node.findAll().length).toBeGreaterThan(100);
  });
});
