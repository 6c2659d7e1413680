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
];
