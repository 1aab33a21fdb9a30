package io.mqttremoting.brokertests.artemis;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.lang.invoke.MethodHandles;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.ModifierAdjustment;
import net.bytebuddy.description.modifier.SynchronizationState;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.pool.TypePool;
import org.apache.activemq.artemis.core.postoffice.impl.SimpleAddressManager;

/**
 * Mends a defect of Artemis, which its developers mended after 2.57.0 (ARTEMIS-6199); remove this
 * class when a version with that is used. The map of wildcards is not thread-safe: if the first
 * message on a topic is published in the moment in which a client subscribes with a wildcard, the
 * client may never get a message on that topic. This makes the methods synchronized that use it.
 */
final class SafeWildcards {
  private static final String MANAGER =
      "org.apache.activemq.artemis.core.postoffice.impl.WildcardAddressManager";

  private static final List<String> USING_THE_MAP =
      List.of(
          "getBindingsForRoutingAddress",
          "addBinding",
          "removeBinding",
          "removeAddressInfo",
          "clear");

  private SafeWildcards() {}

  /** Must be called before Artemis loads the class. */
  static void install() throws IllegalAccessException {
    ClassLoader loader = SafeWildcards.class.getClassLoader();
    TypeDescription manager = TypePool.Default.of(loader).describe(MANAGER).resolve();
    ModifierAdjustment synchronizing = new ModifierAdjustment();
    for (String method : USING_THE_MAP) {
      if (manager.getDeclaredMethods().filter(named(method)).isEmpty()) {
        throw new IllegalStateException(MANAGER + " has no method " + method);
      }
      synchronizing =
          synchronizing.withMethodModifiers(named(method), SynchronizationState.SYNCHRONIZED);
    }
    new ByteBuddy()
        .redefine(manager, ClassFileLocator.ForClassLoader.of(loader))
        .visit(synchronizing)
        .make()
        .load(
            loader,
            ClassLoadingStrategy.UsingLookup.of(
                MethodHandles.privateLookupIn(SimpleAddressManager.class, MethodHandles.lookup())));
  }
}
