package io.twinlake.workspace.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithheldTest {
  @ParameterizedTest
  @CsvSource({
    "fs.azure.account.key.sa1.dfs.core.windows.net, abcdef",
    "spark.hadoop.fs.azure.account.oauth2.client.secret, plain",
    "DB_PASSWORD, hunter2",
    "url, jdbc:sqlserver://x;password=hunter2",
    "any, https://sa1.blob.core.windows.net/c?sv=1&sig=abcdefgh123",
    "any, dapi0123456789abcdef0123456789abcdef",
    "any, https://user:word@example.com/",
  })
  void takesOutWhatLooksLikeASecret(String name, String value) {
    List<Problem> told = new ArrayList<>();
    ObjectNode body = Tree.of("spark_conf", Map.of(name, value));
    Item clean = Withheld.of(Item.of(Kind.CLUSTER, "1", "etl", body), told::add);
    assertThat(Tree.text(clean.body())).doesNotContain(value);
    assertThat(told)
        .singleElement()
        .satisfies(p -> assertThat(p.what()).contains(name).doesNotContain(value));
  }

  @ParameterizedTest
  @CsvSource({
    "fs.azure.account.key.sa1.dfs.core.windows.net, {{secrets/lake/key}}",
    "spark.sql.shuffle.partitions, 200",
    "spark.my.token.enabled, true",
    "team, sales",
  })
  void leavesReferencesAndEverythingElse(String name, String value) {
    Item item = Item.of(Kind.CLUSTER, "1", "etl", Tree.of("spark_conf", Map.of(name, value)));
    assertThat(Withheld.of(item, p -> {})).isSameAs(item);
  }

  @Test
  void fieldsOfTheWorkspaceItselfAreNoSecretsByTheirName() {
    Item item =
        Item.of(Kind.SECRET_SCOPE, "s", "s", Tree.of("secrets", List.of("sp-secret", "token")));
    assertThat(Withheld.of(item, p -> {})).isSameAs(item);
  }

  @Test
  void theCopyKeepsWhatTheTargetHasThereOrGoesWithout() {
    ObjectNode body = Tree.of("spark_conf", Map.of("a.password", Withheld.MARK, "b", "c"));
    assertThat(Withheld.restored(body, Tree.object()))
        .isEqualTo(Tree.of("spark_conf", Map.of("b", "c")));
    ObjectNode there = Tree.of("spark_conf", Map.of("a.password", "theirs"));
    assertThat(Withheld.restored(body, there).path("spark_conf").path("a.password").asText())
        .isEqualTo("theirs");
  }
}
