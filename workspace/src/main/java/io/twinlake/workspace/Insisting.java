package io.twinlake.workspace;

/**
 * What somebody knows who activates a workspace against what the documents say.
 *
 * @param otherIsDown the other workspace is lost and cannot be put to rest
 * @param despiteRole only the workspace moves, whoever the role documents say is primary
 * @param takeOver the run that has the claim is dead
 */
public record Insisting(boolean otherIsDown, boolean despiteRole, boolean takeOver) {}
