-- As the key of spans.

ALTER TABLE step DROP CONSTRAINT step_pkey, ADD CONSTRAINT step_pkey PRIMARY KEY (run_id, project_id, day, step_id);
