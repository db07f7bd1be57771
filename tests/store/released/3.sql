BEGIN TRANSACTION;
CREATE TABLE checker_audits (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	series_id INTEGER NOT NULL, 
	policy_id INTEGER NOT NULL, 
	started_at TEXT NOT NULL, 
	tool TEXT NOT NULL, 
	tool_digest TEXT NOT NULL, 
	state TEXT NOT NULL, 
	organization TEXT NOT NULL, 
	score DOUBLE, 
	coverage DOUBLE, 
	level TEXT NOT NULL, 
	repositories INTEGER NOT NULL, 
	details TEXT NOT NULL, 
	FOREIGN KEY(series_id) REFERENCES checker_series (id), 
	FOREIGN KEY(policy_id) REFERENCES checker_policies (id)
);
INSERT INTO "checker_audits" VALUES(1,1,1,'2026-11-01T12:00:00Z','standards-checker 1','','finished','acme',75.0,9.33333333333333285946e+01,'',3,'{"uncollected":[{"target":"gone","reason":"not there","hint":"look"}],"warnings":["w"],"gate":null,"past":{},"order":[1,2,3],"teams":[2,3,4]}');
INSERT INTO "checker_audits" VALUES(2,1,1,'2026-11-02T12:00:00Z','standards-checker 1','','finished','acme',8.63636363636363739697e+01,100.0,'',2,'{"uncollected":[{"target":"gone","reason":"not there","hint":"look"}],"warnings":[],"gate":null,"past":{},"order":[],"teams":[2,3,4]}');
INSERT INTO "checker_audits" VALUES(3,1,1,'2026-11-09T12:00:00Z','standards-checker 1','','finished','acme',100.0,9.09090909090909207214e+01,'',3,'{"uncollected":[{"target":"gone","reason":"not there","hint":"look"}],"warnings":[],"gate":null,"past":{},"order":[2,1,4],"teams":[2,3,4]}');
CREATE TABLE checker_documents (
	digest BLOB NOT NULL, 
	json TEXT NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "checker_documents" VALUES(X'1A7B059EE5C79C89B2BAF88C91030D58','{"reason":"34 days","value":"34 days","findings":[{"message":"34 days here","path":"a/b.yml","line":3}],"looked_at":["files(34 days)"]}');
INSERT INTO "checker_documents" VALUES(X'0CFDEC377A9DA86B51173CE1C621BDFA','{"reason":"hidden","value":"hidden"}');
INSERT INTO "checker_documents" VALUES(X'D14D149FF6D2728992B9E0A807929573','{"reason":"accepted","value":"accepted"}');
INSERT INTO "checker_documents" VALUES(X'E7083CF300BCEE5384821CD4F87B92EA','{"reason":"no files","value":"no files"}');
INSERT INTO "checker_documents" VALUES(X'CFF59DD7CECF22F44150801F1A7DDB44','{"value":""}');
INSERT INTO "checker_documents" VALUES(X'92D7E5C5812061A090826AB714EBC9AF','{"name":"acme/one","attributes":{"tier":"high"}}');
INSERT INTO "checker_documents" VALUES(X'584580AAF83A42ADD83682C635193AD2','{"notes":["assumed"]}');
INSERT INTO "checker_documents" VALUES(X'980CBE49920DBE829589EEA4B95AA9F3','{"name":"acme/two","attributes":{"tier":"high"}}');
INSERT INTO "checker_documents" VALUES(X'34E9A65926C237BCB36C3D404E960CF9','{"name":"acme/gone","attributes":{"tier":"high"}}');
INSERT INTO "checker_documents" VALUES(X'EB934AD3741A709846B51EED5B851875','{"reason":"x","value":"x","findings":[{"message":"x here","path":"a/b.yml","line":7}],"looked_at":["files(x)"]}');
INSERT INTO "checker_documents" VALUES(X'595BED790F4B20E52BFA88B7EECE8229','{"reason":"broken","value":"broken"}');
INSERT INTO "checker_documents" VALUES(X'D60FD79F9F2F4D85C09EACB9FD8F791E','{"name":"acme/new","attributes":{"tier":"high"}}');
CREATE TABLE checker_group_versions (
	score DOUBLE, 
	coverage DOUBLE, 
	group_id INTEGER NOT NULL, 
	from_audit INTEGER NOT NULL, 
	until_audit INTEGER, 
	repositories INTEGER NOT NULL, 
	owed INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	part_of TEXT NOT NULL, 
	level TEXT NOT NULL, 
	details TEXT NOT NULL, score_at_least DOUBLE, 
	PRIMARY KEY (group_id, from_audit), 
	FOREIGN KEY(group_id) REFERENCES checker_groups (id)
);
INSERT INTO "checker_group_versions" VALUES(75.0,9.33333333333333285946e+01,1,1,2,3,0,'organization','','','{"objectives":{"speed":{"score":100.0,"coverage":83.33333333333333,"score_at_least":83.33333333333333},"trust":{"score":66.66666666666667,"coverage":100.0,"score_at_least":66.66666666666667}},"unread":[]}',7.33333333333333285946e+01);
INSERT INTO "checker_group_versions" VALUES(25.0,80.0,2,1,2,1,0,'team','commerce','','{"objectives":{"speed":{"score":100.0,"coverage":50.0,"score_at_least":50.0},"trust":{"score":0.0,"coverage":100.0,"score_at_least":0.0}},"unread":[]}',20.0);
INSERT INTO "checker_group_versions" VALUES(100.0,100.0,3,1,3,1,0,'team','','silver','{"objectives":{"speed":{"score":100.0,"coverage":100.0,"score_at_least":100.0},"trust":{"score":100.0,"coverage":100.0,"score_at_least":100.0}},"unread":[]}',100.0);
INSERT INTO "checker_group_versions" VALUES(25.0,80.0,4,1,2,1,0,'department','','','{"objectives":{"speed":{"score":100.0,"coverage":50.0,"score_at_least":50.0},"trust":{"score":0.0,"coverage":100.0,"score_at_least":0.0}},"unread":[]}',20.0);
INSERT INTO "checker_group_versions" VALUES(8.63636363636363739697e+01,100.0,1,2,3,2,0,'organization','','','{"objectives":{"speed":{"score":100.0,"coverage":100.0,"score_at_least":100.0},"trust":{"score":83.33333333333334,"coverage":100.0,"score_at_least":83.33333333333334}},"unread":[]}',8.63636363636363739697e+01);
INSERT INTO "checker_group_versions" VALUES(7.27272727272727337322e+01,100.0,2,2,3,1,0,'team','commerce','','{"objectives":{"speed":{"score":100.0,"coverage":100.0,"score_at_least":100.0},"trust":{"score":66.66666666666667,"coverage":100.0,"score_at_least":66.66666666666667}},"unread":[]}',7.27272727272727337322e+01);
INSERT INTO "checker_group_versions" VALUES(7.27272727272727337322e+01,100.0,4,2,3,1,0,'department','','','{"objectives":{"speed":{"score":100.0,"coverage":100.0,"score_at_least":100.0},"trust":{"score":66.66666666666667,"coverage":100.0,"score_at_least":66.66666666666667}},"unread":[]}',7.27272727272727337322e+01);
INSERT INTO "checker_group_versions" VALUES(100.0,9.09090909090909207214e+01,1,3,NULL,3,0,'organization','','','{"objectives":{"speed":{"score":100.0,"coverage":100.0,"score_at_least":100.0},"trust":{"score":100.0,"coverage":88.8888888888889,"score_at_least":88.8888888888889}},"unread":[]}',9.09090909090909207214e+01);
INSERT INTO "checker_group_versions" VALUES(100.0,8.63636363636363739697e+01,2,3,NULL,2,0,'team','commerce','','{"objectives":{"speed":{"score":100.0,"coverage":100.0,"score_at_least":100.0},"trust":{"score":100.0,"coverage":83.33333333333334,"score_at_least":83.33333333333334}},"unread":[]}',8.63636363636363739697e+01);
INSERT INTO "checker_group_versions" VALUES(NULL,NULL,3,3,NULL,0,0,'team','','','{"objectives":{},"unread":[]}',NULL);
INSERT INTO "checker_group_versions" VALUES(100.0,8.63636363636363739697e+01,4,3,NULL,2,0,'department','','','{"objectives":{"speed":{"score":100.0,"coverage":100.0,"score_at_least":100.0},"trust":{"score":100.0,"coverage":83.33333333333334,"score_at_least":83.33333333333334}},"unread":[]}',8.63636363636363739697e+01);
CREATE TABLE checker_groups (
	id INTEGER NOT NULL, 
	series_id INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (series_id, digest), 
	FOREIGN KEY(series_id) REFERENCES checker_series (id)
);
INSERT INTO "checker_groups" VALUES(1,1,X'91052942B5D5016E4E9EA544A72AD0BD','organization','acme');
INSERT INTO "checker_groups" VALUES(2,1,X'1B4B47127F0A9B8480DFFCB8556FC4B2','group','pay');
INSERT INTO "checker_groups" VALUES(3,1,X'0F33CB9FF33FB9A33EB4BE9EB1E5EA81','group','web');
INSERT INTO "checker_groups" VALUES(4,1,X'DE3B95A4DE63849A885B11987CD86B76','group','commerce');
CREATE TABLE checker_policies (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	version TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	details TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "checker_policies" VALUES(1,'made','1','digest-1-high','{"id":"made","version":"1","digest":"digest-1-high","title":"Made up","levels":["bronze","silver"],"origins":{"levels":"made.yml:1:1"},"objectives":[{"id":"trust","title":"Trust","weight":3.0},{"id":"speed","title":"Speed","weight":1.0}],"rules":[{"id":"docs/readme","title":"About docs/readme","why":"Because.","pack":"docs","severity":"high","fix":{"text":"Mend it.","effort":"low"},"level":"silver","objective":"speed","maps":{},"links":[],"subject":"repository","requires":[],"digest":"","checks":{"assert":"true"},"of_commit":false},{"id":"ci/tests","title":"About ci/tests","why":"Because.","pack":"ci","severity":"high","fix":{"text":"Mend it.","effort":"low"},"level":"bronze","objective":"trust","maps":{},"links":[],"subject":"repository","requires":[],"digest":"","checks":{"assert":"true"},"of_commit":false},{"id":"review/approvals","title":"About review/approvals","why":"Because.","pack":"review","severity":"high","fix":{"text":"Mend it.","effort":"low"},"level":"silver","objective":"speed","maps":{},"links":[],"subject":"repository","requires":[],"digest":"","checks":{"assert":"true"},"of_commit":false},{"id":"deps/lock","title":"About deps/lock","why":"Because.","pack":"deps","severity":"high","fix":{"text":"Mend it.","effort":"low"},"level":"bronze","objective":"trust","maps":{},"links":[],"subject":"repository","requires":[],"digest":"","checks":{"assert":"true"},"of_commit":false},{"id":"actions/pinned","title":"About actions/pinned","why":"Because.","pack":"actions","severity":"high","fix":{"text":"Mend it.","effort":"low"},"level":"bronze","objective":"trust","maps":{},"links":[],"subject":"repository","requires":[],"digest":"","checks":{"assert":"true"},"of_commit":false}],"level_share":100.0,"initiatives":[],"tiers":{}}');
CREATE TABLE checker_policy_rules (
	policy_id INTEGER NOT NULL, 
	rule_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	pack TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	level TEXT NOT NULL, 
	objective TEXT NOT NULL, 
	PRIMARY KEY (policy_id, rule_id), 
	FOREIGN KEY(policy_id) REFERENCES checker_policies (id), 
	FOREIGN KEY(rule_id) REFERENCES checker_rules (id)
);
INSERT INTO "checker_policy_rules" VALUES(1,1,0,'About docs/readme','docs','high','silver','speed');
INSERT INTO "checker_policy_rules" VALUES(1,2,1,'About ci/tests','ci','high','bronze','trust');
INSERT INTO "checker_policy_rules" VALUES(1,3,2,'About review/approvals','review','high','silver','speed');
INSERT INTO "checker_policy_rules" VALUES(1,4,3,'About deps/lock','deps','high','bronze','trust');
INSERT INTO "checker_policy_rules" VALUES(1,5,4,'About actions/pinned','actions','high','bronze','trust');
CREATE TABLE checker_result_versions (
	score DOUBLE, 
	subject_id INTEGER NOT NULL, 
	rule_id INTEGER NOT NULL, 
	from_audit INTEGER NOT NULL, 
	until_audit INTEGER, 
	outcome TEXT NOT NULL, 
	evidence BLOB, 
	PRIMARY KEY (subject_id, rule_id, from_audit), 
	FOREIGN KEY(subject_id) REFERENCES checker_subjects (id), 
	FOREIGN KEY(rule_id) REFERENCES checker_rules (id)
)
 WITHOUT ROWID

;
INSERT INTO "checker_result_versions" VALUES(1.0,1,1,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(0.0,1,2,1,2,'fail',X'1A7B059EE5C79C89B2BAF88C91030D58');
INSERT INTO "checker_result_versions" VALUES(0.0,1,2,2,3,'fail',X'EB934AD3741A709846B51EED5B851875');
INSERT INTO "checker_result_versions" VALUES(1.0,1,2,3,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(NULL,1,3,1,2,'unknown',X'0CFDEC377A9DA86B51173CE1C621BDFA');
INSERT INTO "checker_result_versions" VALUES(1.0,1,3,2,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(NULL,1,4,1,2,'waived',X'D14D149FF6D2728992B9E0A807929573');
INSERT INTO "checker_result_versions" VALUES(1.0,1,4,2,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(NULL,1,5,1,2,'not-applicable',X'E7083CF300BCEE5384821CD4F87B92EA');
INSERT INTO "checker_result_versions" VALUES(1.0,1,5,2,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,2,1,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,2,2,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,2,3,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,2,4,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,2,5,1,3,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(NULL,2,5,3,NULL,'error',X'595BED790F4B20E52BFA88B7EECE8229');
INSERT INTO "checker_result_versions" VALUES(1.0,3,1,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,3,2,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,3,3,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,3,4,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,3,5,1,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,4,1,3,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,4,2,3,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,4,3,3,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,4,4,3,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
INSERT INTO "checker_result_versions" VALUES(1.0,4,5,3,NULL,'pass',X'CFF59DD7CECF22F44150801F1A7DDB44');
CREATE TABLE checker_rules (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "checker_rules" VALUES(1,'docs/readme');
INSERT INTO "checker_rules" VALUES(2,'ci/tests');
INSERT INTO "checker_rules" VALUES(3,'review/approvals');
INSERT INTO "checker_rules" VALUES(4,'deps/lock');
INSERT INTO "checker_rules" VALUES(5,'actions/pinned');
CREATE TABLE checker_schema (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT checker_schema_pkc PRIMARY KEY (version_num)
);
INSERT INTO "checker_schema" VALUES('3');
CREATE TABLE checker_series (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "checker_series" VALUES(1,'key','acme');
CREATE TABLE checker_snapshots (
	subject_id INTEGER NOT NULL, 
	from_audit INTEGER NOT NULL, 
	until_audit INTEGER, 
	content BLOB NOT NULL, 
	PRIMARY KEY (subject_id, from_audit), 
	FOREIGN KEY(subject_id) REFERENCES checker_subjects (id)
);
CREATE TABLE checker_subject_versions (
	score DOUBLE, 
	coverage DOUBLE, 
	score_without_waivers DOUBLE, 
	subject_id INTEGER NOT NULL, 
	from_audit INTEGER NOT NULL, 
	until_audit INTEGER, 
	results_since INTEGER NOT NULL, 
	team TEXT NOT NULL, 
	commit_id TEXT NOT NULL, 
	level TEXT NOT NULL, 
	repository BLOB, 
	details BLOB, 
	PRIMARY KEY (subject_id, from_audit), 
	FOREIGN KEY(subject_id) REFERENCES checker_subjects (id)
);
INSERT INTO "checker_subject_versions" VALUES(25.0,80.0,25.0,1,1,2,1,'pay','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','',X'92D7E5C5812061A090826AB714EBC9AF',X'584580AAF83A42ADD83682C635193AD2');
INSERT INTO "checker_subject_versions" VALUES(100.0,100.0,100.0,2,1,2,1,'web','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','silver',X'980CBE49920DBE829589EEA4B95AA9F3',X'584580AAF83A42ADD83682C635193AD2');
INSERT INTO "checker_subject_versions" VALUES(100.0,100.0,100.0,3,1,2,1,'','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','silver',X'34E9A65926C237BCB36C3D404E960CF9',X'584580AAF83A42ADD83682C635193AD2');
INSERT INTO "checker_subject_versions" VALUES(7.27272727272727337322e+01,100.0,7.27272727272727337322e+01,1,2,3,2,'pay','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','',X'92D7E5C5812061A090826AB714EBC9AF',X'584580AAF83A42ADD83682C635193AD2');
INSERT INTO "checker_subject_versions" VALUES(100.0,100.0,100.0,2,2,3,1,'web','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','silver',X'980CBE49920DBE829589EEA4B95AA9F3',X'584580AAF83A42ADD83682C635193AD2');
INSERT INTO "checker_subject_versions" VALUES(100.0,7.27272727272727337322e+01,100.0,2,3,NULL,3,'pay','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','',X'980CBE49920DBE829589EEA4B95AA9F3',X'584580AAF83A42ADD83682C635193AD2');
INSERT INTO "checker_subject_versions" VALUES(100.0,100.0,100.0,1,3,NULL,3,'pay','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','silver',X'92D7E5C5812061A090826AB714EBC9AF',X'584580AAF83A42ADD83682C635193AD2');
INSERT INTO "checker_subject_versions" VALUES(100.0,100.0,100.0,4,3,NULL,3,'','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','silver',X'D60FD79F9F2F4D85C09EACB9FD8F791E',X'584580AAF83A42ADD83682C635193AD2');
CREATE TABLE checker_subjects (
	id INTEGER NOT NULL, 
	series_id INTEGER NOT NULL, 
	digest BLOB NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (series_id, digest), 
	FOREIGN KEY(series_id) REFERENCES checker_series (id)
);
INSERT INTO "checker_subjects" VALUES(1,1,X'9E1258AFC1CA27FD6A07342C0C85FD86','repository','github.com/acme/one');
INSERT INTO "checker_subjects" VALUES(2,1,X'FD2BB18C3467D4580D1CB8FAA2DF798C','repository','github.com/acme/two');
INSERT INTO "checker_subjects" VALUES(3,1,X'A5B6610D283639BC255BA90583198EE0','repository','github.com/acme/gone');
INSERT INTO "checker_subjects" VALUES(4,1,X'01875637C3262CF926F33F4567337930','repository','github.com/acme/new');
CREATE INDEX checker_audits_series ON checker_audits (series_id, id);
CREATE VIEW checker_scores AS 
SELECT 
    e.name AS series,
    a.id AS audit,
    a.started_at AS time,
    a.id = (
        SELECT max(n.id) FROM checker_audits n WHERE n.series_id = a.series_id AND n.state = 'finished'
    ) AS latest,
    v.kind, g.name, v.part_of AS team, '' AS objective, v.score, v.coverage, v.level,
    v.score_at_least

FROM checker_audits a
JOIN checker_series e ON e.id = a.series_id
JOIN checker_groups g ON g.series_id = a.series_id
JOIN checker_group_versions v ON v.group_id = g.id AND v.from_audit <= a.id AND (v.until_audit IS NULL OR v.until_audit > a.id)
WHERE a.state = 'finished'
UNION ALL
SELECT 
    e.name AS series,
    a.id AS audit,
    a.started_at AS time,
    a.id = (
        SELECT max(n.id) FROM checker_audits n WHERE n.series_id = a.series_id AND n.state = 'finished'
    ) AS latest,
    v.kind, g.name, v.part_of, o.key, CAST(json_extract(o.value, '$.score') AS REAL), CAST(json_extract(o.value, '$.coverage') AS REAL), '',
    CAST(json_extract(o.value, '$.score_at_least') AS REAL)

FROM checker_audits a
JOIN checker_series e ON e.id = a.series_id
JOIN checker_groups g ON g.series_id = a.series_id
JOIN checker_group_versions v ON v.group_id = g.id AND v.from_audit <= a.id AND (v.until_audit IS NULL OR v.until_audit > a.id)
CROSS JOIN json_each(v.details, '$.objectives') o
WHERE a.state = 'finished'
UNION ALL
SELECT 
    e.name AS series,
    a.id AS audit,
    a.started_at AS time,
    a.id = (
        SELECT max(n.id) FROM checker_audits n WHERE n.series_id = a.series_id AND n.state = 'finished'
    ) AS latest,
    s.kind, s.name, v.team, '', v.score, v.coverage, v.level,
    coalesce(v.score, 0) * v.coverage / 100

FROM checker_audits a
JOIN checker_series e ON e.id = a.series_id
JOIN checker_subjects s ON s.series_id = a.series_id
JOIN checker_subject_versions v ON v.subject_id = s.id AND v.from_audit <= a.id AND (v.until_audit IS NULL OR v.until_audit > a.id)
WHERE a.state = 'finished' AND s.kind = 'repository';
CREATE VIEW checker_results AS 
SELECT 
    e.name AS series,
    a.id AS audit,
    a.started_at AS time,
    a.id = (
        SELECT max(n.id) FROM checker_audits n WHERE n.series_id = a.series_id AND n.state = 'finished'
    ) AS latest,
    s.kind, s.name, v.team, r.name AS rule,
    coalesce(json_extract(d.json, '$.title'), p.title, '') AS title,
    coalesce(json_extract(d.json, '$.pack'), p.pack, '') AS pack,
    coalesce(json_extract(d.json, '$.severity'), p.severity, 'info') AS severity,
    coalesce(json_extract(d.json, '$.level'), p.level, '') AS level,
    coalesce(json_extract(d.json, '$.objective'), p.objective, '') AS objective,
    x.outcome, x.score,
    coalesce(json_extract(d.json, '$.enforcement'), 'block') AS enforcement,
    json_extract(d.json, '$.reason') AS reason,
    json_extract(d.json, '$.waiver') AS waiver,
    d.json AS evidence

FROM checker_audits a
JOIN checker_series e ON e.id = a.series_id
JOIN checker_subjects s ON s.series_id = a.series_id
JOIN checker_subject_versions v ON v.subject_id = s.id AND v.from_audit <= a.id AND (v.until_audit IS NULL OR v.until_audit > a.id)
JOIN checker_result_versions x ON x.subject_id = s.id AND x.from_audit <= a.id AND (x.until_audit IS NULL OR x.until_audit > a.id)
JOIN checker_rules r ON r.id = x.rule_id
LEFT JOIN checker_policy_rules p ON p.policy_id = a.policy_id AND p.rule_id = x.rule_id
LEFT JOIN checker_documents d ON d.digest = x.evidence
WHERE a.state = 'finished';
CREATE VIEW checker_teams AS 
SELECT 
    e.name AS series,
    a.id AS audit,
    a.started_at AS time,
    a.id = (
        SELECT max(n.id) FROM checker_audits n WHERE n.series_id = a.series_id AND n.state = 'finished'
    ) AS latest,
    v.kind, g.name, v.part_of, v.repositories, v.score, v.coverage, v.level, v.owed,
    v.score_at_least

FROM checker_audits a
JOIN checker_series e ON e.id = a.series_id
JOIN checker_groups g ON g.series_id = a.series_id
JOIN checker_group_versions v ON v.group_id = g.id AND v.from_audit <= a.id AND (v.until_audit IS NULL OR v.until_audit > a.id)
WHERE a.state = 'finished';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('checker_audits',3);
COMMIT;
