/** The ledger of the worked example E1 as its expected rows are written; SQL of both engines. */
export const E1_LEDGER = `
  SELECT lines.line_key AS bill, coalesce(usage.source_row_key, seats.seat_id, '') AS "usage",
    coalesce(ledger.session_id, '') AS session, coalesce(ledger.outcome_id, '') AS outcome,
    coalesce(ledger.team_id, '') AS team,
    CAST(ledger.amount_micros AS VARCHAR) AS amount_micros, ledger.owner_class, ledger.owner_method,
    CAST(ledger.owner_confidence_bp AS VARCHAR) AS owner_confidence_bp, ledger.work_class,
    coalesce(ledger.work_method, '') AS work_method, CAST(ledger.work_confidence_bp AS VARCHAR) AS work_confidence_bp
  FROM fct_ledger AS ledger
  JOIN fct_bill_line AS lines ON lines.bill_line_id = ledger.bill_line_id
  LEFT JOIN stg_usage AS usage ON usage.usage_id = ledger.usage_id
  LEFT JOIN stg_seat AS seats ON seats.holding_id = ledger.usage_id
  ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12`;
