-- People: their accounts and sessions (the tables of better-auth), their workspaces, invitations,
-- counters of attempts, and the mails that wait to be sent.

create table app_user (
  id integer generated always as identity primary key,
  name text not null check (char_length(name) between 1 and 200),
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- A cookie carries the token with a signature made with SECRET_KEY: rows alone open no session.
create table user_session (
  id integer generated always as identity primary key,
  user_id integer not null references app_user (id) on delete cascade,
  token text not null unique,
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  last_seen_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index user_session_by_user on user_session (user_id);
create index user_session_by_end on user_session (expires_at);

-- How a person proves who they are; here always by the hash of a password.
create table user_credential (
  id integer generated always as identity primary key,
  user_id integer not null references app_user (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index user_credential_by_user on user_credential (user_id);

-- What waits for an answer: links to reset a password, and sign-ins that wait for a code. The
-- identifiers are hashed, so that rows alone answer nothing.
create table user_verification (
  id integer generated always as identity primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index user_verification_by_identifier on user_verification (identifier);
create index user_verification_by_end on user_verification (expires_at);

-- Secret and recovery codes are encrypted with a key derived from SECRET_KEY.
create table user_two_factor (
  id integer generated always as identity primary key,
  user_id integer not null unique references app_user (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);

-- Codes that have let somebody in; the key decides when one code is used twice at once.
create table used_sign_in_code (
  user_id integer not null references app_user (id) on delete cascade,
  code_digest bytea not null,
  used_at timestamptz not null,
  primary key (user_id, code_digest)
);

create table member (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  user_id integer not null references app_user (id),
  role text not null check (role in ('owner', 'member', 'read_only')),
  created_at timestamptz not null,
  unique (user_id, workspace_id),
  unique (workspace_id, id)
);

-- Two owners who leave at the same moment must not both succeed. The lock makes them take turns,
-- and the statement after it sees what the other has done.
create function refuse_workspace_without_owner() returns trigger language plpgsql as $$
begin
  perform 1 from workspace where id = old.workspace_id for no key update;
  if not exists (
    select 1 from member where workspace_id = old.workspace_id and role = 'owner'
  ) then
    raise exception 'workspace % would have no owner', old.workspace_id
      using errcode = 'check_violation', constraint = 'workspace_has_owner';
  end if;
  return null;
end $$;

create trigger member_keeps_owner after update or delete on member
  for each row when (old.role = 'owner') execute function refuse_workspace_without_owner();

-- Only the hash of a token is kept. An address has one open invitation to a workspace.
create table invitation (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  email text not null check (email = lower(email)),
  role text not null check (role in ('owner', 'member', 'read_only')),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  status text not null default 'pending' check (status in ('pending', 'accepted', 'cancelled')),
  invited_by integer not null references app_user (id),
  accepted_by integer references app_user (id),
  expires_at timestamptz not null,
  created_at timestamptz not null,
  unique (workspace_id, id),
  check ((status = 'accepted') = (accepted_by is not null))
);
create unique index invitation_open on invitation (workspace_id, email) where status = 'pending';

-- Attempts to sign in and the like, by a digest of what is counted, for all processes together.
create table attempt_counter (
  key bytea primary key,
  attempts integer not null,
  window_ends_at timestamptz not null
);
create index attempt_counter_by_end on attempt_counter (window_ends_at);

-- Mails on their way. What they say is encrypted with a key derived from SECRET_KEY, because it
-- holds links that open accounts. A mail that was sent is deleted; without SMTP_URL it is kept for
-- the outbox page.
create table mail (
  id bigint generated always as identity primary key,
  sealed bytea not null,
  state text not null default 'waiting' check (state in ('waiting', 'kept')),
  created_at timestamptz not null
);
create index mail_by_time on mail (created_at);

create index audit_log_by_actor on audit_log (workspace_id, actor, happened_at desc);
