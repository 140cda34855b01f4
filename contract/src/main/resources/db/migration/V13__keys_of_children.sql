-- What differs most comes first in the keys of the largest tables, so that most comparisons end there: the project and the day are the
-- same in most of a partition. Whoever reads them knows the run or the trace.

ALTER TABLE step DROP CONSTRAINT step_pkey, ADD CONSTRAINT step_pkey PRIMARY KEY (run_id, project_id, day, step_id);
ALTER TABLE tool_call DROP CONSTRAINT tool_call_pkey, ADD CONSTRAINT tool_call_pkey PRIMARY KEY (run_id, project_id, day, call_id);
ALTER TABLE span DROP CONSTRAINT span_pkey, ADD CONSTRAINT span_pkey PRIMARY KEY (trace_id, project_id, day, span_id);
