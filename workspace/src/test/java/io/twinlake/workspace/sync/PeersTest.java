package io.twinlake.workspace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersTest {
  private static Item job(String id, String... runs) {
    StringBuilder tasks = new StringBuilder();
    for (String run : runs) {
      tasks.append(tasks.isEmpty() ? "" : ",");
      tasks.append("{\"task_key\":\"k%1$s\",\"run_job_task\":{\"job_id\":%1$s}}".formatted(run));
    }
    String body = "{\"tasks\":[%s]}".formatted(tasks);
    return Item.of(Kind.JOB, id, "job", Tree.parse(body.getBytes(StandardCharsets.UTF_8), "t"));
  }

  private static List<List<String>> ids(List<List<Item>> layers) {
    return layers.stream().map(layer -> layer.stream().map(Item::id).toList()).toList();
  }

  @Test
  void whatIsNeededComesFirst() {
    assertThat(ids(Peers.layers(List.of(job("1", "2"), job("2", "3"), job("3"), job("4")))))
        .containsExactly(List.of("3", "4"), List.of("2"), List.of("1"));
  }

  @Test
  void circlesDoNotHangIt() {
    assertThat(
            Peers.layers(List.of(job("1", "2"), job("2", "1"), job("3", "3"))).stream()
                .mapToInt(List::size)
                .sum())
        .isEqualTo(3);
  }

  @Test
  void takesOutTasksThatReferToWhatIsMissingAndWhatWaitsForThem() {
    String body =
        "{\"tasks\":[{\"task_key\":\"a\",\"run_job_task\":{\"job_id\":9}},"
            + "{\"task_key\":\"b\",\"depends_on\":[{\"task_key\":\"a\"},{\"task_key\":\"c\"}]},{\"task_key\":\"c\"}]}";
    assertThat(
            Tree.text(
                Peers.without(
                    Kind.JOB,
                    Tree.parse(body.getBytes(StandardCharsets.UTF_8), "t"),
                    List.of("9"))))
        .isEqualTo(
            "{\"tasks\":[{\"task_key\":\"b\",\"depends_on\":[{\"task_key\":\"c\"}]},{\"task_key\":\"c\"}]}");
  }
}
