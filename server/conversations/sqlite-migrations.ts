/**
 * What brings a database up to date, in order: it is at the version that is the number of entries it has seen. Append only: an entry
 * that was released is never changed.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE messages (
     position INTEGER PRIMARY KEY,
     session TEXT NOT NULL,
     id TEXT NOT NULL UNIQUE,
     role TEXT NOT NULL,
     content TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     state TEXT NOT NULL,
     sources TEXT NOT NULL DEFAULT '[]',
     outcome TEXT,
     client_message_id TEXT
   ) STRICT;
   CREATE INDEX messages_by_session ON messages (session, position);
   CREATE UNIQUE INDEX messages_by_client_id ON messages (session, client_message_id)
     WHERE client_message_id IS NOT NULL;
   CREATE INDEX messages_generating ON messages (state) WHERE state = 'generating'`,
  `CREATE TABLE pieces (
     answer INTEGER NOT NULL REFERENCES messages (position) ON DELETE CASCADE,
     number INTEGER NOT NULL,
     text TEXT NOT NULL,
     PRIMARY KEY (answer, number)
   ) STRICT, WITHOUT ROWID;
   CREATE VIEW transcript AS
     SELECT position, session, id, role, created_at, state, sources, outcome, client_message_id,
       content || coalesce((SELECT group_concat(text, '' ORDER BY number) FROM pieces WHERE answer = position), '') AS content
     FROM messages`,
  `ALTER TABLE messages ADD COLUMN feedback TEXT;
   DROP VIEW transcript;
   CREATE VIEW transcript AS
     SELECT position, session, id, role, created_at, state, sources, outcome, client_message_id, feedback,
       content || coalesce((SELECT group_concat(text, '' ORDER BY number) FROM pieces WHERE answer = position), '') AS content
     FROM messages`,
  `CREATE TABLE sessions (
     key TEXT PRIMARY KEY,
     chatbot TEXT NOT NULL,
     visitor TEXT,
     created_at INTEGER NOT NULL,
     used_at INTEGER NOT NULL,
     asked_at INTEGER,
     state TEXT NOT NULL DEFAULT 'open'
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sessions_by_last_question ON sessions (chatbot, asked_at) WHERE asked_at IS NOT NULL;
   CREATE INDEX sessions_empty ON sessions (used_at) WHERE asked_at IS NULL;
   INSERT INTO sessions (key, chatbot, created_at, used_at, asked_at)
     SELECT session, '', min(created_at), max(created_at), max(created_at) FROM messages GROUP BY session;
   CREATE TABLE traces (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     deletions INTEGER NOT NULL,
     without_trace INTEGER NOT NULL,
     removed_at INTEGER NOT NULL
   ) STRICT;
   INSERT INTO traces VALUES (1, 1, 0, 0)`,
];
