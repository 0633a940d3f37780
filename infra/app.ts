import { App } from 'aws-cdk-lib';
import { tokenLedger } from './token-ledger.ts';

const app = new App();
const project: unknown = app.node.tryGetContext('project');
tokenLedger(app, typeof project === 'string' ? { project } : {});
app.synth();
