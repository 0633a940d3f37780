import type { SourceDefinition } from '../source.ts';
import { costs } from './costs.ts';
import { AWS_COST_EXPLORER, costExplorerSettings } from './request.ts';

/** AI spend of an AWS payer account where no export exists, or as a check on it. See docs/sources/aws-cost-explorer.md. */
export const awsCostExplorer: SourceDefinition = {
  name: AWS_COST_EXPLORER,
  title: 'AWS Cost Explorer: Bedrock and models sold through AWS',
  baseUrl: 'https://ce.us-east-1.amazonaws.com',
  transport: 'aws_cost_explorer',
  settings: costExplorerSettings,
  requestsPerMinute: 60,
  streams: [costs],
};
