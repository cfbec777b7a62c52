mod approvals;
mod audit_log;
mod campaigns;
mod jobs;
mod moderation;
mod niches;
mod stats;
mod users;
