#pragma once

#include <QByteArray>

namespace tidemark {

/// A user with sessions that go with it, events that go with those, and settings that are set to NULL.
inline const QByteArray Family
    = "CREATE TABLE user (id TEXT PRIMARY KEY NOT NULL, email TEXT NOT NULL, name TEXT);"
      "CREATE UNIQUE INDEX user_email_unique ON user(email);"
      "CREATE TABLE session (id TEXT PRIMARY KEY NOT NULL,"
      "  uid TEXT NOT NULL REFERENCES user(id) ON DELETE CASCADE);"
      "CREATE INDEX session_uid ON session(uid);"
      "CREATE TABLE setting (id INTEGER PRIMARY KEY, uid TEXT REFERENCES user(id) ON DELETE SET "
      "NULL);"
      "CREATE INDEX setting_uid ON setting(uid);"
      "CREATE TABLE event (id INTEGER PRIMARY KEY, sid TEXT REFERENCES session(id) ON DELETE "
      "CASCADE);"
      "CREATE INDEX event_sid ON event(sid);";

/// As a generator of schemas writes it.
inline const QByteArray GeneratedRebuild
    = "PRAGMA foreign_keys=OFF;--> statement-breakpoint\n"
      "CREATE TABLE `__new_user` (`id` text PRIMARY KEY NOT NULL, `email` text NOT NULL, `name` "
      "text,"
      " `tier` text DEFAULT 'free' NOT NULL);--> statement-breakpoint\n"
      "INSERT INTO `__new_user`(\"id\", \"email\", \"name\") SELECT \"id\", \"email\", \"name\" "
      "FROM `user`;\n"
      "DROP TABLE `user`;--> statement-breakpoint\n"
      "ALTER TABLE `__new_user` RENAME TO `user`;--> statement-breakpoint\n"
      "PRAGMA foreign_keys=ON;--> statement-breakpoint\n"
      "CREATE UNIQUE INDEX `user_email_unique` ON `user` (`email`);";

} // namespace tidemark
