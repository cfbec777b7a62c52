mod approvals;
mod audit_log;
mod campaigns;
mod moderation;
mod niches;
mod stats;
mod users;
