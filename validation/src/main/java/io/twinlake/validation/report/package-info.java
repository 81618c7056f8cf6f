/**
 * Shows what validations found, to people and to pipelines: one self-contained HTML page, and JUnit
 * XML. Reads kept validations and recovery points; decides nothing.
 */
package io.twinlake.validation.report;
