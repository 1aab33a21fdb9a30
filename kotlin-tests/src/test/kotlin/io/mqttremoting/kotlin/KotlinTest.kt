package io.mqttremoting.kotlin

import com.fasterxml.jackson.annotation.JsonTypeInfo
import com.fasterxml.jackson.module.kotlin.kotlinModule
import io.mqttremoting.MqttRemoting
import io.mqttremoting.RemotingConnection
import io.mqttremoting.api.Listeners
import io.mqttremoting.api.ObservableValue
import io.mqttremoting.api.Operation
import io.mqttremoting.api.Property
import io.mqttremoting.api.RemoteError
import io.mqttremoting.api.RemoteInterface
import io.mqttremoting.api.Signal
import io.mqttremoting.api.Subscription
import io.mqttremoting.testbroker.BrokerExtension
import io.mqttremoting.testbroker.BrokerUri
import java.util.concurrent.CompletableFuture
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.function.Consumer
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.ExtendWith

@JvmInline value class Celsius(val degrees: Double)

data class Reading(val heat: Celsius, val note: String? = "none", val tags: List<String> = listOf("new"))

@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
sealed interface Shape

data class Circle(val radius: Double) : Shape

data class Square(val side: Int) : Shape

enum class Mode { OFF, ON }

@RemoteError("too-hot") class TooHotException(message: String) : Exception(message)

@RemoteInterface(module = "io.test", name = "Oven")
interface Oven {
  @get:Property @set:Property var mode: Mode
  @Property fun onModeChanged(handler: Consumer<Mode>): Subscription

  @get:Property val reading: Reading

  @Operation @Throws(TooHotException::class) fun heat(to: Celsius, minutes: Int = 10): Reading

  @Operation fun reset()

  @Operation fun find(name: String?): String?

  @Operation fun measure(shapes: List<Shape>, sizes: Map<String, List<Shape>>): Double

  @Operation fun later(text: String): CompletableFuture<Reading>

  @Signal fun onDone(handler: (Reading) -> Unit): Subscription

  @Signal fun onShapes(handler: (List<Shape>, Mode) -> Unit): Subscription

  @Signal fun onCleared(handler: () -> Unit): Subscription

  fun twice(text: String) = text + text
}

class OvenService : Oven {
  private val modes = ObservableValue(Mode.OFF)
  private val done = Listeners<(Reading) -> Unit>()
  private val shapes = Listeners<(List<Shape>, Mode) -> Unit>()
  private val cleared = Listeners<() -> Unit>()

  override var mode: Mode
    get() = modes.get()
    set(value) = modes.set(value)

  override fun onModeChanged(handler: Consumer<Mode>) = modes.onChange(handler)

  override val reading get() = Reading(Celsius(20.5))

  override fun heat(to: Celsius, minutes: Int): Reading {
    if (to.degrees > 300) throw TooHotException("${to.degrees} is too hot")
    val reading = Reading(to, null, listOf("$minutes"))
    val results = mutableListOf<Any>()
    done.forEach { results.add(it(reading)) }
    check(results.all { it == Unit }) { "a handler returns $results" }
    shapes.forEach { it(listOf(Circle(1.5), Square(2)), Mode.ON) }
    cleared.forEach { it() }
    return reading
  }

  override fun reset() {
    mode = Mode.OFF
  }

  override fun find(name: String?) = name?.uppercase()

  override fun measure(shapes: List<Shape>, sizes: Map<String, List<Shape>>) =
      (shapes + sizes.values.flatten()).sumOf { if (it is Circle) it.radius else (it as Square).side.toDouble() }

  override fun later(text: String) = CompletableFuture.completedFuture(Reading(Celsius(1.0), text))

  override fun onDone(handler: (Reading) -> Unit) = done.add(handler)

  override fun onShapes(handler: (List<Shape>, Mode) -> Unit) = shapes.add(handler)

  override fun onCleared(handler: () -> Unit) = cleared.add(handler)
}

@RemoteInterface(module = "io.test")
interface Suspending {
  @Operation suspend fun say(text: String): Int
}

@ExtendWith(BrokerExtension::class)
class KotlinTest {
  private lateinit var connection: RemotingConnection
  private lateinit var oven: Oven

  @BeforeEach
  fun open(@BrokerUri uri: String) {
    connection = MqttRemoting.connection(uri).jacksonModule(kotlinModule()).connect()
    connection.serve(OvenService())
    oven = connection.client(Oven::class.java)
  }

  @AfterEach
  fun close() = connection.close()

  private fun <T> next(queue: LinkedBlockingQueue<T>): T? = queue.poll(10, TimeUnit.SECONDS)

  @Test
  fun `data classes, value classes, default arguments, nothing`() {
    assertEquals(Reading(Celsius(200.0), null, listOf("10")), oven.heat(Celsius(200.0)))
    assertEquals(Reading(Celsius(1.0), "x", listOf("new")), oven.later("x").get(10, TimeUnit.SECONDS))
    assertEquals(Unit, oven.reset())
    assertEquals("AB", oven.find("ab"))
    assertNull(oven.find(null))
    assertEquals("abab", oven.twice("ab"))
  }

  @Test
  fun `a declared exception arrives as itself`() {
    val refused = assertThrows(TooHotException::class.java) { oven.heat(Celsius(301.0)) }
    assertEquals("301.0 is too hot", refused.message)
  }

  @Test
  fun `a var is a property`() {
    val changes = LinkedBlockingQueue<Mode>()
    oven.onModeChanged { changes.add(it) }
    oven.mode = Mode.ON
    assertEquals(Mode.ON, next(changes))
    assertEquals(Mode.ON, oven.mode)
    val later = System.nanoTime() + TimeUnit.SECONDS.toNanos(10)
    while (oven.reading == null && System.nanoTime() < later) Thread.onSpinWait()
    assertEquals(Reading(Celsius(20.5)), oven.reading)
  }

  @Test
  fun `types that Kotlin compiles to wildcards`() {
    assertEquals(4.5, oven.measure(listOf(Circle(1.5)), mapOf("a" to listOf(Square(3)))))
  }

  @Test
  fun `functions are handlers`() {
    val done = LinkedBlockingQueue<Reading>()
    val shapes = LinkedBlockingQueue<Pair<List<Shape>, Mode>>()
    val cleared = LinkedBlockingQueue<String>()
    oven.onDone { done.add(it) }
    oven.onShapes { all, mode -> shapes.add(all to mode) }
    oven.onCleared { cleared.add("cleared") }
    oven.heat(Celsius(100.0), 5)
    assertEquals(Reading(Celsius(100.0), null, listOf("5")), next(done))
    assertEquals(listOf(Circle(1.5), Square(2)) to Mode.ON, next(shapes))
    assertEquals("cleared", next(cleared))
  }

  @Test
  fun `suspend functions say what to write instead`() {
    val broken =
        assertThrows(IllegalArgumentException::class.java) {
          connection.client(Suspending::class.java)
        }
    assertTrue(
        broken.message!!.endsWith(
            "- Suspending#say(String,Continuation): a suspend function cannot be remote; return" +
                " CompletableFuture<T>, for which coroutines await() without blocking"),
        broken.message)
  }

  @Test
  fun `without the Kotlin module, the interface is refused`(@BrokerUri uri: String) {
    MqttRemoting.connect(uri).use { plain ->
      val broken =
          assertThrows(IllegalArgumentException::class.java) { plain.client(Oven::class.java) }
      assertTrue(
          broken.message!!.contains("Reading has neither a constructor without parameters"),
          broken.message)
    }
  }
}
