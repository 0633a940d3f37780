/** Names that the deployment makes and the pipeline uses on AWS. */
export const awsNames = {
  /** Glue databases: landed tables, stored builds of the marts, scratch tables of runs, and the views people read. */
  databases: {
    raw: 'tokenledger_raw',
    marts: 'tokenledger_marts',
    scratch: 'tokenledger_scratch',
    published: 'tokenledger',
  },
  /** Athena workgroups, each with its own scan cut-off and result prefix. */
  workgroups: { pipeline: 'tokenledger-pipeline', bi: 'tokenledger-bi', adhoc: 'tokenledger-adhoc' },
} as const;
