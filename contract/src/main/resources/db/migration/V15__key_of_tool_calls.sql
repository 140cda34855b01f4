-- As the key of spans.

ALTER TABLE tool_call DROP CONSTRAINT tool_call_pkey, ADD CONSTRAINT tool_call_pkey PRIMARY KEY (run_id, project_id, day, call_id);
