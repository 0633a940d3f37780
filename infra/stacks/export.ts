import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnExport } from 'aws-cdk-lib/aws-bcmdataexports';
import type { Construct } from 'constructs';
import { CUR_COLUMNS, FOCUS_COLUMNS } from '../export-columns.ts';
import type { DeploySettings } from '../settings.ts';

/**
 * Billing exports into the lake bucket: FOCUS 1.2, which the focus source reads, and CUR 2.0 with the calling principal,
 * as evidence. Lives in us-east-1, in the account that pays.
 */
export class ExportStack extends Stack {
  constructor(scope: Construct, id: string, settings: DeploySettings, props: StackProps) {
    super(scope, id, props);
    const { layout, deploy } = settings;
    const destination = (name: string) => ({
      s3Destination: {
        s3Bucket: layout.bucket,
        s3Prefix: `${deploy.export?.prefix}/${name}`,
        s3Region: layout.region,
        s3OutputConfigurations: {
          overwrite: 'OVERWRITE_REPORT',
          format: 'PARQUET',
          compression: 'PARQUET',
          outputType: 'CUSTOM',
        },
      },
    });
    const make = (
      name: string,
      description: string,
      table: string,
      columns: readonly string[],
      settingsOf: Record<string, string>,
    ) =>
      new CfnExport(this, name, {
        export: {
          name: `tokenledger-${name}`,
          description,
          dataQuery: {
            queryStatement: `SELECT ${columns.join(', ')} FROM ${table}`,
            tableConfigurations: { [table]: settingsOf },
          },
          destinationConfigurations: destination(name),
          refreshCadence: { frequency: 'SYNCHRONOUS' },
        },
      });
    make('focus', 'FOCUS 1.2 for TokenLedger', 'FOCUS_1_2_AWS', FOCUS_COLUMNS, { TIME_GRANULARITY: 'DAILY' });
    make('cur', 'CUR 2.0 with calling principal for TokenLedger', 'COST_AND_USAGE_REPORT', CUR_COLUMNS, {
      TIME_GRANULARITY: 'DAILY',
      INCLUDE_RESOURCES: 'TRUE',
      INCLUDE_IAM_PRINCIPAL_DATA: 'TRUE',
      INCLUDE_SPLIT_COST_ALLOCATION_DATA: 'FALSE',
      INCLUDE_MANUAL_DISCOUNT_COMPATIBILITY: 'FALSE',
    });
  }
}
