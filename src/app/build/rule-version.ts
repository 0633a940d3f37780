/** Version of the attribution and pricing rules: part of every build id, raised when a rule changes figures. */
export const RULE_VERSION = '2';
