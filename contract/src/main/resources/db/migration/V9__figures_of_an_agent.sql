-- Analyses ask how one agent fared: its figures are few among those of an hour.
CREATE INDEX run_stat_agent ON run_stat (project_id, agent_name, hour) WHERE kind IN ('run', 'tool', 'model');
