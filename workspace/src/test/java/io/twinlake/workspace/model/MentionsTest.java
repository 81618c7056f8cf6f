package io.twinlake.workspace.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MentionsTest {
  @Test
  void findsIdsAddressesMountsAndCallsInCode() {
    String code =
        """
        # Databricks notebook source
        # MAGIC %run /Shared/lib/common
        dbutils.notebook.run("/Users/ann@example.com/etl/orders", 60, {})
        dbutils.notebook.run("./beside", 60)
        api = "https://adb-123456789012345.7.azuredatabricks.net/api/2.1/jobs/run-now"
        post(api, {"job_id": 142805193180023})
        cluster, pool = "0123-456789-abcd1234", "0123-456789-ab12-pool-x9y8"
        df = spark.read.load("/dbfs/mnt/raw/2026") # 12345678 and 2026-11-22 are no ids
        spark.read.load("abfss://raw@saleseast.dfs.core.windows.net/")
        """;
    assertThat(Mentions.in(code.getBytes(UTF_8)))
        .containsExactlyInAnyOrder(
            "calls /Shared/lib/common",
            "calls /Users/ann@example.com/etl/orders",
            "adb-123456789012345.7.azuredatabricks.net",
            "saleseast.dfs.core.windows.net",
            "/mnt/raw",
            "142805193180023",
            "0123-456789-abcd1234",
            "0123-456789-ab12-pool-x9y8");
  }

  @Test
  void looksAtTextOnlyAndNotAtMuch() {
    byte[] binary = new byte[2000];
    new Random(7).nextBytes(binary);
    binary[3] = 0;
    assertThat(Mentions.in(binary)).isEmpty();
    assertThat(Mentions.in("142805193180023 ".repeat(100_000).getBytes(UTF_8))).isEmpty();
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      many.append("14280519318").append(1000 + i).append('\n');
    }
    assertThat(Mentions.in(many.toString().getBytes(UTF_8))).hasSize(100);
  }
}
