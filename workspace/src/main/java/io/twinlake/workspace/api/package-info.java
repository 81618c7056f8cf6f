/** Talks to one workspace through the Databricks SDK: authentication, pace, retries, errors. */
package io.twinlake.workspace.api;
