/** Validation's job: tables are read by Spark, and their rows are hashed where they are read. */
package io.twinlake.jobs.validate;
