package io.twinlake.jobs.cli;

/**
 * What commands are run with.
 *
 * @param commands what they do
 * @param terminal where they speak
 * @param hadoop where this machine's Hadoop settings come from
 */
record CommandContext(Commands commands, Terminal terminal, HadoopConf hadoop) {}
