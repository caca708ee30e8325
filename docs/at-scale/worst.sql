-- How often each application failed for what, worst first.
SELECT client_id, verdict, count(*) AS cases, min("time") AS first, max("time") AS last, any_value(headline) AS headline
FROM read_json('cases.jsonl', format = 'newline_delimited', columns = {
  client_id: 'VARCHAR', verdict: 'VARCHAR', "time": 'TIMESTAMPTZ', headline: 'VARCHAR', causes: 'VARCHAR[]'
})
WHERE verdict IS NOT NULL
GROUP BY client_id, verdict
ORDER BY cases DESC, client_id, verdict;
