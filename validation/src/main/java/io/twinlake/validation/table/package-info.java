/** What makes two rows the same, whatever file, order, engine or time zone they were read in. */
package io.twinlake.validation.table;
